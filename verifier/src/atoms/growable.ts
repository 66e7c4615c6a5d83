/** A copy of a typed array with room for at least `size` items; doubles, so that growing costs little per item. */
export function withRoom<A extends Int32Array | Uint16Array | Uint8Array | Float64Array>(
  array: A,
  size: number,
  filler = 0,
): A {
  if (size <= array.length) return array
  const grown = new (array.constructor as new (length: number) => A)(Math.max(size, array.length * 2, 16))
  grown.set(array)
  if (filler !== 0) grown.fill(filler, array.length)
  return grown
}
