/** Packages that cells draw with: who loads one will soon show a figure, which can be prepared for. */
export const drawingPackages: ReadonlySet<string> = new Set(['@observablehq/plot', 'd3', 'd3-selection'])
