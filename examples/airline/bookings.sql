-- The reservation system's tables; the demo fills them from data/passengers.csv and data/bookings.csv.
create table passengers (
    passenger_id bigint primary key,
    name         text not null,
    email        text not null,
    born         date not null,
    phone        text,
    card_number  text not null
);

create table bookings (
    booking_id   bigint primary key,
    flight_id    bigint not null,
    passenger_id bigint not null references passengers,
    station      text not null,
    seat         text not null,
    fare         numeric(10, 2) not null,
    card_number  text not null,
    booked_at    timestamptz not null
);

create index on bookings (flight_id);
create index on bookings (passenger_id);
create index on bookings (station);
