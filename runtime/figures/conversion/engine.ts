/** The version of everything that makes files of figures: raised with every change by which a file looks different. */
export const engine = 3
