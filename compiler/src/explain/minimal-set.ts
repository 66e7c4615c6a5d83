/** A minimal part of `items` that still fails: without any one of it nothing fails. The whole must fail; the order of the items is kept, and
 *  earlier ones are preferred.
 *
 *  QuickXplain (Junker, AAAI 2004) halves the items and asks for each half only what the other leaves open: about k · log(n / k) questions for
 *  k of n. It takes for granted that more items never mend a failure. Where that is not so (what is placed first leaves other room), every
 *  item is tried by itself at the end, until none can go. */
export function minimalSet<Item>(items: readonly Item[], fails: (some: readonly Item[]) => boolean): Item[] {
  const place = new Map(items.map((item, i) => [item, i]))
  const inOrder = (some: readonly Item[]) => [...some].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
  const found = inOrder(quickXplain([], false, items, (some) => fails(inOrder(some))))
  return withoutSpare(fails(found) ? found : [...items], fails)
}

function quickXplain<Item>(
  background: readonly Item[],
  hasGrown: boolean,
  items: readonly Item[],
  fails: (some: readonly Item[]) => boolean,
): Item[] {
  if (hasGrown && fails(background)) return []
  if (items.length <= 1) return [...items]
  const half = items.length >> 1
  const [first, second] = [items.slice(0, half), items.slice(half)]
  const ofSecond = quickXplain([...background, ...first], first.length > 0, second, fails)
  const ofFirst = quickXplain([...background, ...ofSecond], ofSecond.length > 0, first, fails)
  return [...ofFirst, ...ofSecond]
}

function withoutSpare<Item>(items: Item[], fails: (some: readonly Item[]) => boolean): Item[] {
  let left = items
  for (;;) {
    const spare = left.findLast((item) => fails(left.filter((other) => other !== item)))
    if (spare === undefined) return left
    left = left.filter((item) => item !== spare)
  }
}

/** The least whole number above `from` that is good, where all above a good one are good too; undefined where none up to `most` is. */
export function leastAbove(from: number, most: number, isGood: (value: number) => boolean): number | undefined {
  let low = from
  let high = Math.min(most, from + 1)
  while (!isGood(high)) {
    if (high >= most) return undefined
    low = high
    high = Math.min(most, from + 2 * (high - from))
  }
  return between(low, high, isGood)
}

/** The largest whole number below `from` and not below `least` that is good, where all below a good one are good too. */
export function mostBelow(from: number, least: number, isGood: (value: number) => boolean): number | undefined {
  if (from <= least || !isGood(least)) return undefined
  const found = between(-from, -least, (value) => isGood(-value))
  return -found
}

/** `low` is not good, `high` is. */
function between(low: number, high: number, isGood: (value: number) => boolean): number {
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2)
    if (isGood(middle)) high = middle
    else low = middle
  }
  return high
}
