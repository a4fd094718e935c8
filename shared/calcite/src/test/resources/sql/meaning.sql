-- joins
select s.name, t.title from staff s join team t on s.team = t.id
select s.name, t.title from staff s left join team t on s.team = t.id
select s.name, t.title from staff s right join team t on s.team = t.id
select s.name, t.title from staff s full join team t on s.team = t.id
select s.id, t.id from staff s cross join team t
select s.id, t.title from staff s, team t where s.team = t.id and t.city = 'Praha'
select s.id, t.id from staff s join team t on s.team < t.id
select s.id, t.id from staff s left join team t on s.team = t.id and s.salary > 50
select s.id, t.id from staff s left join team t on s.team = t.id where t.id is null
select s.id, t.id from staff s full join team t on s.team = t.id and t.city = 'Praha' and s.active
select s.name, t.title, v.page from visit v join staff s on v.staff_id = s.id join team t on t.id = s.team
select s.name, b.name from staff s left join staff b on b.id = s.boss left join team t on t.id = b.team
select s.id, v.page, t.city from staff s left join visit v on v.staff_id = s.id join team t on t.id = s.team where coalesce(v.millis, 0) >= 0
select a.id, b.id, c.id from staff a, staff b, staff c where a.boss = b.id and b.boss = c.id
select count(*) from staff a, team b, visit c where a.team = b.id or a.id = c.staff_id
select id, title from staff join team using (id)
-- subqueries
select name from staff s where exists (select 1 from visit v where v.staff_id = s.id)
select name from staff s where not exists (select 1 from visit v where v.staff_id = s.id)
select id from staff where id in (select staff_id from visit)
select id from staff where id not in (select staff_id from visit)
select id from staff where id not in (select staff_id from visit where staff_id is not null)
select id from staff where team not in (select id from team)
select id from staff where team not in (select id from empty)
select id from staff where team in (select id from empty)
select id, team in (select id from team) from staff
select id, id in (select staff_id from visit) from staff
select id from staff s where salary > (select avg(salary) from staff x where x.team = s.team)
select id, (select count(*) from visit v where v.staff_id = s.id) from staff s
select id, (select max(seen) from visit v where v.staff_id = s.id) from staff s
select id, (select sum(millis) from visit) from staff
select id from staff s where (select count(*) from visit v where v.staff_id = s.id) = 0
select id from staff s where exists (select 1 from empty)
select id from staff s where not exists (select 1 from empty e where e.id = s.id)
select t.title from team t where t.id in (select s.team from staff s where s.salary > 50 and s.name in (select x.name from staff x where x.active))
select id from staff s where team = 10 or exists (select 1 from visit v where v.staff_id = s.id and v.page = 'shop')
select x.city, x.n from (select t.city, count(s.id) n from team t left join staff s on s.team = t.id group by t.city) x where x.n > 0
with big as (select * from staff where salary >= 80), t as (select * from team) select t.title, big.name from big join t on t.id = big.team
-- set operations
select team from staff union select id from team
select team from staff union all select id from team
select id from team intersect select team from staff
select team from staff intersect select id from team
select team from staff except select id from team
select name from staff except select name from staff where active
select id, null from staff union all select null, id from team
select 1, 'a' union all select 2.5, 'b'
select name from staff union select title from team union select page from visit
select id from team except select team from staff where team is not null order by id
-- aggregates
select team, count(*), count(salary), sum(salary), min(born), max(name), avg(salary) from staff group by team
select count(*), count(name), count(distinct name), sum(salary), avg(salary), min(id), max(id) from staff
select count(*), sum(id), min(name), avg(id) from empty
select id from empty group by id
select team, count(*) from staff group by team having count(*) > 1
select max(id) from staff having count(*) > 100
select sum(distinct salary), count(distinct team) from staff
select count(*) filter (where active), sum(millis) filter (where page = 'home') from staff left join visit on staff_id = id
select extract(year from born), count(*) from staff group by extract(year from born)
select bool_and(active), bool_or(active) from staff
select team, sum(case when active then 1 else 0 end) from staff group by team
select city, sum(budget), avg(budget) from team group by city
select count(*) from (select distinct team, salary from staff) d
select t.city, v.page, count(*) from visit v join staff s on s.id = v.staff_id join team t on t.id = s.team group by t.city, v.page
select sum(salary) + 1, count(*) * 2 from staff where id > 3
-- distinct, order, limit
select distinct team from staff
select distinct team, active from staff
select name from staff order by salary, id
select name from staff order by salary desc, id desc
select name from staff order by born nulls first, id
select id from staff order by team desc nulls last, salary nulls first, id limit 3
select id from staff order by id limit 2 offset 3
select id from staff order by id offset 5
select id from staff order by id limit 0
select team, count(*) n from staff group by team order by n desc, team
select name n from staff order by length(name), n, id
select upper(name) from staff order by id desc
select id + 1 x from staff order by -id limit 4
select * from (select id from staff order by id limit 3) q order by id desc
select distinct name from staff order by name desc
-- logic
select id, case when salary > 50 then 'rich' when salary is null then 'unknown' else 'poor' end from staff
select id, case team when 10 then 'ten' when 20 then 'twenty' end from staff
select id, active and team = 10, active or team = 10, not active from staff
select id, active is true, active is not true, active is false, active is not false, active is null from staff
select id from staff where active is not true
select id from staff where not (active and salary > 50)
select id from staff where team in (10, 30, null)
select id from staff where team not in (10, 30)
select id from staff where team not in (10, null)
select id from staff where name in ('Bob', 'eve')
select id from staff where salary between 12.25 and 80
select id from staff where salary not between 12.25 and 80
select id from staff where team is distinct from 10
select id from staff where team is not distinct from boss
select coalesce(name, 'nobody'), nullif(team, 10) from staff
select id from staff where null
select id from staff where 1 = 1 and true
select id from staff where team = 10 or team = 20 or team = 10
select id from staff where (team = 10 or team = 20) and (team = 20 or salary is null)
select id from staff where team > 5 and team < 3
select id from staff where team <> 10 and team <> 20
-- text
select id from staff where name like 'B%'
select id from staff where name like '%!_5!%' escape '!'
select id from staff where name not like '%b'
select id from staff where name like '_eněk'
select name || '-' || id from staff
select upper(name), lower(name), length(name), substring(name from 2 for 2), substring(name, 2) from staff
select replace(name, 'o', '0'), trim('  x '), position('o' in name), strpos(name, 'b') from staff
select concat(title, city) from team where city is not null
select starts_with(name, 'B') from staff
-- numbers
select id, id * 2 - 7, -id, abs(-id), id % 3, mod(id, 2) from staff
select salary * 2, salary + id, salary - 0.5, salary * salary from staff
select round(salary), floor(salary), ceil(salary), round(salary, 1) from staff
select budget * 2, sqrt(abs(budget)), floor(budget), power(budget, 2) from team
select budget / 3 from team
select 1.5 * 2, 7 % 3, -7 % 3, 2 + 3 * 4, (2 + 3) * 4
select * from (values (1, 'a'), (2, null)) v(n, s)
-- times
-- a date moved or truncated stays a date, while DuckDB makes a timestamp of it
select cast(born + interval '1' day as date), cast(born - interval '1' month as date) from staff where born is not null
select seen + interval '90' minute, seen - interval '2' year from visit
select date_trunc('month', seen), date_trunc('day', seen), date_trunc('hour', seen) from visit
select extract(year from seen), extract(month from seen), extract(day from seen), extract(hour from seen), extract(minute from seen) from visit
select extract(quarter from born), extract(week from born), extract(dow from born), extract(doy from born) from staff
select id from staff where born >= date '1990-12-31' and born < date '1990-12-31' + interval '1' year
select id from staff where born > '1990-01-01'
select staff_id from visit where seen between timestamp '2020-01-01 00:00:00' and timestamp '2020-12-31 00:00:00'
select staff_id from visit where seen >= date '2020-02-01'
select staff_id from visit where cast(seen as date) = date '2020-01-31'
select cast(date_trunc('year', born) as date) from staff
-- casts
select cast(id as varchar), cast(salary as double), cast(salary as integer), cast(born as timestamp) from staff
select try_cast(name as integer), try_cast(title as integer) from staff, team where staff.team = team.id
select try_cast('12' as integer), try_cast('x' as integer)
select cast('2020-01-31' as date), cast('1.5' as decimal(4,2)), cast('12' as bigint)
select id::varchar, '7'::integer from staff
select cast(null as integer), cast(active as varchar) from staff
-- text constants take the type of what they meet
select id from staff where id in ('1', '2')
select id from staff where '1' = id or id > '5'
select id from staff where born in ('1990-12-31', '2000-03-01')
select id from staff where born between '1990-01-01' and '2000-12-31'
select id from staff where salary < '80.00'
select id || name, 'n' || salary from staff
select id from staff s where (select max(millis) from visit v where v.staff_id = s.id) is null
select s.id, t.id from staff s join team t on t.id = s.team and exists (select 1 from visit v where v.staff_id = s.id)
-- windows
select id, row_number() over (order by id) from staff
select id, row_number() over (partition by team order by salary desc, id) from staff
select id, rank() over (order by salary), dense_rank() over (order by salary), percent_rank() over (order by salary), cume_dist() over (order by salary) from staff
select id, ntile(3) over (order by id), ntile(10) over (partition by active order by id) from staff
select id, lag(name) over (order by id), lead(name, 2) over (order by id), lag(id, 1, -1) over (partition by team order by id), lead(salary, 0) over (order by id) from staff
select id, first_value(name) over (partition by team order by id), last_value(name) over (partition by team order by id rows between unbounded preceding and unbounded following), nth_value(name, 2) over (order by id) from staff
select id, sum(salary) over (order by salary), sum(salary) over (order by salary rows unbounded preceding), count(*) over (), avg(id) over (partition by active) from staff order by id
select id, min(born) over (partition by team), max(name) over (order by id rows between 1 preceding and 1 following) from staff
select id, sum(id) over (order by id rows between 2 preceding and 1 preceding), count(salary) over (order by id rows between 1 following and 2 following) from staff
select id, salary - avg(salary) over (partition by team), sum(salary) over w, count(*) over w from staff window w as (partition by active order by id)
select * from (select id, row_number() over (partition by team order by id) r from staff) q where r = 1 order by id
select team, count(*), rank() over (order by count(*) desc) from staff group by team
select team, sum(salary) s, sum(sum(salary)) over (order by team) from staff group by team
select id, rank() over (order by length(name) desc, id % 3) from staff where name is not null
select id, sum(millis) over (partition by page order by millis, seen) from (select *, staff_id id from visit) v where millis is not null
select id, bool_and(active) over (order by id), count(active) over (order by id range between current row and unbounded following) from staff
select id, first_value(salary) over (order by team desc nulls last, id), lag(id) over (order by salary nulls first, id) from staff
select id, sum(x) over (order by id) from (select id, row_number() over (order by id desc) x from staff) q
select id from staff qualify row_number() over (partition by team order by id desc) = 1 order by id
select count(*) from (select id, row_number() over (order by id) r from staff) q where r between 2 and 4
select s.id, t.title, rank() over (partition by t.city order by s.salary desc, s.id) from staff s join team t on t.id = s.team
select id, avg(budget) over (order by id), sum(budget) over (order by id rows between 1 preceding and current row) from team
select id, max(id) over (partition by coalesce(team, 0) + 1 order by -id) from staff
select id, case when row_number() over (order by id) > 3 then 'late' else 'early' end from staff
select s.id from staff s where s.salary > (select avg(x.salary) from (select salary, row_number() over (order by id) r from staff) x where x.r < 4)
-- grouping sets
select team, active, count(*) from staff group by grouping sets ((team), (active), ())
select team, active, count(*), grouping(team), grouping(team, active) from staff group by rollup(team, active)
select team, active, sum(salary) from staff group by cube(team, active)
select team, count(*) from staff group by grouping sets ((team), (team))
select id, (select max(n) from (select page, count(*) n from visit v where v.staff_id = s.id group by rollup(page)) q) from staff s
select city, count(*) from team group by grouping sets ((city), ()) having count(*) > 1
select id, count(*) from empty group by grouping sets ((id), ())
select count(*) from staff group by ()
-- more functions
select name ilike 'B%', name not ilike '%B' from staff
select left(name, 2), left(name, -1), left(name, -9), left(name, 0) from staff
select right(name, 2), right(name, -1), right(name, -9), right(name, 0), right(name, 9) from staff
select sign(id - 3), sign(salary - 80), trunc(salary), trunc(-salary) from staff
select trunc(budget), sign(budget) from team
select cast(1.005 as decimal(10, 2)), cast(-1.005 as decimal(10, 2)), cast(0.5 as integer), cast(-0.5 as integer), cast(2.5 as integer), cast('12.345' as decimal(5, 2))
-- windows over what an outer query does not choose
select id, (select max(r) from (select row_number() over (order by seen) r, staff_id k from visit v) q where q.k = s.id and q.r < 3) from staff s
select id, (select v.page from visit v where v.staff_id = s.id order by seen, page limit 1) from staff s
-- all copies
select team from staff intersect all select id from team
select name from staff intersect all select name from staff where id <> 7
select name, active from staff except all select name, active from staff where id in (2, 5)
select staff_id, page from visit except all select staff_id, page from visit where millis is null
select team from staff except all select 10 except all select 20
select null intersect all select null
