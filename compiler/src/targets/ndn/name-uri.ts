import type { ContentName } from '@paranet/network'
import { parseName, rootName } from '@paranet/network'

/** A name as NFD's tools take it: NDN URI scheme 0.3, octets beside letters, digits, `-._~` and `=` in hexadecimal; a component of periods has three more. */
export function nameUri(name: ContentName): string {
  if (name === rootName) return '/'
  return name
    .split('/')
    .map((part) => (/^\.+$/.test(part) ? `...${part}` : encoded(part)))
    .join('/')
}

/** Octets that are written in hexadecimal already stay. */
const encoded = (part: string): string =>
  part
    .split(/(%[0-9A-F]{2})/)
    .map((piece) => (/^%[0-9A-F]{2}$/.test(piece) ? piece : encodePlain(piece)))
    .join('')

const encodePlain = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3D', '=')

/** Reads a name of an NFD tool; undefined where it is none. */
export function readNameUri(uri: string): ContentName | undefined {
  return parseName(uri.replaceAll(/(?<=\/)\.{4,}(?=\/|$)/g, (dots) => dots.slice(3)))
}
