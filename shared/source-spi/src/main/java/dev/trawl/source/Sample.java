package dev.trawl.source;

/// A part of a base table that lies all over it.
///
/// @param split by which {@link Source#read} gives the part
/// @param rows in the part, about
/// @param tableRows in the table, about
public record Sample(String split, long rows, long tableRows) {

    /// How a split begins that only a sample has. Fragments with one are refused: a part of a table
    /// is no answer.
    public static final String ONLY = "sample ";
}
