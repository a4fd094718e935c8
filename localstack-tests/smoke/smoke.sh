#!/usr/bin/env bash
# One run against a fleet that is deployed in a real account: what LocalStack cannot prove.
# It reads, asks and cancels; it changes nothing. --dry-run prints the commands and runs none.
#
# FLEET  its name in trawl.yaml           URL  the output ApiUrl of FLEET-edge
# TOKEN  of somebody who may read         SQL  a query that this principal may run
set -euo pipefail

dry=""
[ "${1:-}" = "--dry-run" ] && dry=1
for name in FLEET URL TOKEN SQL; do
  if [ -z "${!name:-}" ]; then
    if [ -z "$dry" ]; then
      echo "smoke: set $name; see the head of this file" >&2
      exit 2
    fi
    printf -v "$name" '<%s>' "$name"
  fi
done
body="{\"sql\":\"${SQL//\"/\\\"}\",\"wait\":25}"
failed=0

# step NAME WANTED COMMAND…: the output of the command must match the regular expression.
step() {
  local name="$1" wanted="$2" got
  shift 2
  if [ -n "$dry" ]; then
    printf '%s\n  wants: %s\n ' "$name" "$wanted"
    printf ' %q' "${@//$TOKEN/<TOKEN>}"
    printf '\n'
    return
  fi
  got="$("$@" 2>&1)" || true
  if [[ "$got" =~ $wanted ]]; then
    echo "passed  $name"
  else
    failed=1
    echo "FAILED  $name: wanted $wanted, got ${got:0:300}"
  fi
}

status() { curl -sS -o /dev/null -w '%{http_code}' --max-time 40 "$@"; }

step "the gateway answers" '^200$' status "$URL/v1/health"
step "the authorizer refuses a request without a token" '^401$' status -X POST -d "$body" "$URL/v1/query"
step "the authorizer refuses a bad token" '^401$' \
  status -X POST -H "Authorization: Bearer a.b.c" -d "$body" "$URL/v1/query"
step "a governed query is answered" '^20[02]$' \
  status -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d "$body" "$URL/v1/query"
step "an explanation is answered" '^200$' \
  status -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d "$body" "$URL/v1/explain"
for function in query policy scan-metadata export; do
  step "SnapStart is on for $function" '^On$' aws lambda get-function-configuration \
    --function-name "$FLEET-$function" --qualifier live --query SnapStart.OptimizationStatus --output text
done
role="$(if [ -n "$dry" ]; then echo '<role of query>'; else aws lambda get-function-configuration \
  --function-name "$FLEET-query" --qualifier live --query Role --output text; fi)"
for action in secretsmanager:GetSecretValue kms:Sign; do
  step "the role of query may not $action" 'Deny$' aws iam simulate-principal-policy --policy-source-arn "$role" \
    --action-names "$action" --query 'EvaluationResults[0].EvalDecision' --output text
done
step "no alarm is up" '^(\[\]|None|)$' aws cloudwatch describe-alarms --alarm-name-prefix "$FLEET-" \
  --state-value ALARM --query 'MetricAlarms[].AlarmName' --output text
exit "$failed"
