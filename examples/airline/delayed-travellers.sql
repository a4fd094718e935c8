select f.departed, f.origin, a.city, f.delay, p.passenger_id, p.name, p.email, b.card_number, b.fare
from flights.public.legs f
join flights.public.airports a on a.iata = f.origin
join bookings.public.bookings b on b.flight_id = f.flight_id
join bookings.public.passengers p on p.passenger_id = b.passenger_id
where f.delay > 120
order by f.delay desc, b.booking_id
limit 6
