/** Claims or verdicts by the id of their intent, in their order. */
export function byIntent<Item extends { readonly intent: string }>(items: readonly Item[]): Map<string, Item[]> {
  const found = new Map<string, Item[]>()
  for (const item of items) {
    const own = found.get(item.intent)
    if (own) own.push(item)
    else found.set(item.intent, [item])
  }
  return found
}
