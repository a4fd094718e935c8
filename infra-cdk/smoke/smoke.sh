#!/usr/bin/env bash
# One run against a fleet that is deployed in a real account: what LocalStack cannot prove.
# It reads, asks and cancels; it changes nothing. --dry-run prints the commands and runs none.
#
# FLEET  its name in trawl.yaml           URL  the output ApiUrl of FLEET-edge
# TOKEN  of somebody who may read         SQL  a query that this principal may run
# SOURCES  names of sources, between blanks; those are asked for their health, too
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
# The gateway's own authorizer says 401, the function for several issuers 403.
step "the authorizer refuses a bad token" '^40[13]$' \
  status -X POST -H "Authorization: Bearer a.b.c" -d "$body" "$URL/v1/query"
step "a governed query is answered" '^20[02]$' \
  status -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d "$body" "$URL/v1/query"
step "an explanation is answered" '^200$' \
  status -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d "$body" "$URL/v1/explain"
for function in query executor policy scan-metadata export ${SOURCES:+$(printf 'source-%s ' $SOURCES)}; do
  step "$function answers" '"status":"ok"' aws lambda invoke --function-name "$FLEET-$function:live" \
    --cli-binary-format raw-in-base64-out --payload '{"health":{}}' /dev/stdout
done
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
step "metrics of $FLEET are there" 'RowsAnswered' aws cloudwatch list-metrics --namespace Trawl \
  --dimensions "Name=fleet,Value=$FLEET" --query 'Metrics[].MetricName' --output text
flood() { for _ in $(seq 400); do status "$URL/v1/health" & done; wait; }
step "the gateway throttles (429), as a caller who comes too often sees it" '429' flood
step "no alarm is up" '^(\[\]|None|)$' aws cloudwatch describe-alarms --alarm-name-prefix "$FLEET-" \
  --state-value ALARM --query 'MetricAlarms[].AlarmName' --output text
exit "$failed"
