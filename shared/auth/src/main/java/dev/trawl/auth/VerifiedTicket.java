package dev.trawl.auth;

import dev.trawl.protocol.Ticket;

/// A ticket that is genuine and in time, and the principal as it was when the ticket was signed.
public record VerifiedTicket(Ticket ticket, Principal principal) {
    public VerifiedTicket {
        if (!ticket.principal().equals(principal.id())) {
            throw new IllegalArgumentException("a ticket is for the principal it names");
        }
    }
}
