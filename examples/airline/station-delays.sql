-- Exports fill it, see resources/6-exports.yaml.
create table station_delays (
    station text primary key,
    flights bigint not null,
    delay   double precision
);
