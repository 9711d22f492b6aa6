/** The WHERE of a query of which every part may be left out: SQL of a condition → the value it asks for. It quotes nothing: values are bound. */
export const whereOf = (
  conditions: Readonly<Record<string, unknown>>,
): { readonly where: string; readonly values: readonly unknown[] } => {
  const given = Object.entries(conditions).filter(([, value]) => value !== undefined)
  return {
    where: given.length === 0 ? '' : `WHERE ${given.map(([sql]) => sql).join(' AND ')}`,
    values: given.map(([, value]) => value),
  }
}
