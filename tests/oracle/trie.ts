import type { Bits } from './bits.js'

/** A binary tree over bits: finds the longest prefix stored that an address begins with. */
export class Trie<Value> {
  private readonly root: TrieNode<Value> = {}

  /** Stores a value at a prefix; a second one replaces the first. */
  set(prefix: Bits, value: Value): void {
    let node = this.root
    for (const bit of prefix) node = node[bit as '0'] ??= {}
    node.value = value
  }

  /** What is stored at just this prefix. */
  get(prefix: Bits): Value | undefined {
    let node: TrieNode<Value> | undefined = this.root
    for (const bit of prefix) node = node?.[bit as '0']
    return node?.value
  }

  /** What is stored at the longest prefix of the address. */
  longest(address: Bits): Value | undefined {
    let node: TrieNode<Value> | undefined = this.root
    let found = node.value
    for (const bit of address) {
      node = node[bit as '0']
      if (!node) return found
      found = node.value ?? found
    }
    return found
  }
}

interface TrieNode<Value> {
  value?: Value
  '0'?: TrieNode<Value>
  '1'?: TrieNode<Value>
  '4'?: TrieNode<Value>
  '6'?: TrieNode<Value>
}
