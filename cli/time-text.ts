/** In UTC: "2026-11-23 06:46:32". */
export const timeText = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')
