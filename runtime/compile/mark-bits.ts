/** What can be known of a name at a place in a cell, as bits that add up. The first two are also what a mark holds. */
export const read = 1
export const written = 2
/** Known to hold a value: reading it can't throw. */
export const defined = 4
