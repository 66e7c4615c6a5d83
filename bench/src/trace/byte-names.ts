/** Numbers for names that come as bytes, within scopes, without making a string of each: open addressing over a pool of bytes. */
export class ByteNames {
  #slots = new Int32Array(1024).fill(-1)
  #pool = new Uint8Array(16384)
  #from = new Int32Array(512)
  #size = new Int32Array(512)
  #scope = new Int32Array(512)
  #used = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** The number of a name, or -1 where it has none yet. */
  find(bytes: Uint8Array, from: number, to: number, scope: number): number {
    const mask = this.#slots.length - 1
    for (let slot = hashOf(bytes, from, to, scope) & mask; ; slot = (slot + 1) & mask) {
      const name = this.#slots[slot]!
      if (name < 0 || this.#isAt(name, bytes, from, to, scope)) return name
    }
  }

  /** Gives a new name the next number. */
  add(bytes: Uint8Array, from: number, to: number, scope: number): number {
    const name = this.#count++
    if (name >= this.#from.length) this.#growNames()
    while (this.#used + to - from > this.#pool.length) this.#pool = doubled(this.#pool)
    this.#pool.set(bytes.subarray(from, to), this.#used)
    this.#from[name] = this.#used
    this.#size[name] = to - from
    this.#scope[name] = scope
    this.#used += to - from
    if (this.#count * 2 > this.#slots.length) this.#rehash()
    else this.#enter(name)
    return name
  }

  #isAt(name: number, bytes: Uint8Array, from: number, to: number, scope: number): boolean {
    if (this.#scope[name]! !== scope || this.#size[name]! !== to - from) return false
    const start = this.#from[name]!
    for (let i = from; i < to; i++) if (bytes[i]! !== this.#pool[start + i - from]!) return false
    return true
  }

  #enter(name: number): void {
    const start = this.#from[name]!
    const mask = this.#slots.length - 1
    let slot = hashOf(this.#pool, start, start + this.#size[name]!, this.#scope[name]!) & mask
    while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask
    this.#slots[slot] = name
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1)
    for (let name = 0; name < this.#count; name++) this.#enter(name)
  }

  #growNames(): void {
    this.#from = doubled(this.#from)
    this.#size = doubled(this.#size)
    this.#scope = doubled(this.#scope)
  }
}

function doubled<A extends Int32Array | Uint8Array>(array: A): A {
  const grown = new (array.constructor as new (length: number) => A)(array.length * 2)
  grown.set(array)
  return grown
}

/** FNV-1a, mixed once more as the table takes its low bits. */
function hashOf(bytes: Uint8Array, from: number, to: number, scope: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(scope + 1, 0x9e3779b1)
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
  return hash ^ (hash >>> 15)
}
