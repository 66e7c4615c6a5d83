import type { Token } from './token.js'

interface TrieNode<T> {
  readonly next: Map<string, TrieNode<T>>
  readonly stems: Map<string, TrieNode<T>>
  readonly values: T[]
}

const makeNode = <T>(): TrieNode<T> => ({ next: new Map(), stems: new Map(), values: [] })

/** A value found in the text and the token after it. */
export interface Found<T> {
  readonly end: number
  readonly value: T
}

const longestEnding = 6

/** Phrases by their tokens. A piece that ends in `*` is a stem: it fits words that begin with it and end in at most six more letters. */
export class PhraseTrie<T> {
  readonly #root: TrieNode<T> = makeNode()

  add(pieces: readonly string[], value: T): void {
    let node = this.#root
    for (const piece of pieces) {
      const isStem = piece.endsWith('*')
      const map = isStem ? node.stems : node.next
      const key = isStem ? piece.slice(0, -1) : piece
      let child = map.get(key)
      if (!child) {
        child = makeNode()
        map.set(key, child)
      }
      node = child
    }
    if (pieces.length > 0) node.values.push(value)
  }

  /** All phrases that begin at a token. Signs in `joints` may stand glued between two pieces. */
  find(tokens: readonly Token[], start: number, joints: string, found: (end: number, value: T) => void): void {
    this.#walk(this.#root, tokens, start, joints, found)
  }

  #walk(
    node: TrieNode<T>,
    tokens: readonly Token[],
    at: number,
    joints: string,
    found: (end: number, value: T) => void,
  ): void {
    const token = tokens[at]
    if (!token) return
    const exact = node.next.get(token.text)
    if (exact) this.#follow(exact, tokens, at, joints, found)
    else if (node !== this.#root && token.isGlued && token.script === 'mark' && joints.includes(token.text))
      this.#walk(node, tokens, at + 1, joints, found)
    if (node.stems.size === 0) return
    const { text } = token
    for (let length = Math.max(1, text.length - longestEnding); length <= text.length; length++) {
      const child = node.stems.get(text.slice(0, length))
      if (child) this.#follow(child, tokens, at, joints, found)
    }
  }

  #follow(
    child: TrieNode<T>,
    tokens: readonly Token[],
    at: number,
    joints: string,
    found: (end: number, value: T) => void,
  ): void {
    for (const value of child.values) found(at + 1, value)
    if (child.next.size > 0 || child.stems.size > 0) this.#walk(child, tokens, at + 1, joints, found)
  }
}
