/** Two sorted lists as one; of equals those of the first come first. Takes few of the second. */
export function merged<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  const all: T[] = []
  let next = 0
  for (const one of b) {
    let [low, high] = [next, a.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(a[middle] as T, one) <= 0) low = middle + 1
      else high = middle
    }
    for (; next < low; next++) all.push(a[next] as T)
    all.push(one)
  }
  for (; next < a.length; next++) all.push(a[next] as T)
  return all
}
