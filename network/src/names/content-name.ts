/** The name of content, or a prefix of such names, canonical: `/ndn/video`, `/` for all names. Components are in Unicode, with `%XX` only for what
 *  the language does not take bare. No slash at its end. */
export type ContentName = string & { readonly __brand: 'ContentName' }

/** The prefix of all names. */
export const rootName = '/' as ContentName

/** The longest name that is read, in UTF-16 units: what one Interest can carry, roughly. */
const longest = 8192

const bare = /[\p{L}\p{M}\p{N}_.~+=@!$&-]/u

/** Reads a name; undefined where the text is none. `/a/%62/` and `/a/b` are one name. */
export function parseName(text: string): ContentName | undefined {
  if (!text.startsWith('/') || text.length > longest) return undefined
  const parts = text.replace(/\/$/, '').split('/').slice(1)
  if (parts.some((part) => part === '')) return undefined
  return `/${parts.map(canonicalComponent).join('/')}` as ContentName
}

function canonicalComponent(text: string): string {
  try {
    const chars = [...decodeURIComponent(text)].map((char) => (bare.test(char) ? char : encodeURIComponent(char)))
    return chars.join('').replaceAll('--', '-%2D')
  } catch {
    return text.replaceAll(/%[0-9a-fA-F]{2}/g, (octet) => octet.toUpperCase()).replaceAll(/%(?![0-9A-F]{2})/g, '%25')
  }
}

/** Whether every name under `name` is under `prefix` too; a name is under itself. */
export const isUnder = (prefix: ContentName, name: ContentName): boolean =>
  prefix === rootName || name === prefix || (name.startsWith(prefix) && name[prefix.length] === '/')

/** Whether some name is under both. */
export const namesMeet = (a: ContentName, b: ContentName): boolean => isUnder(a, b) || isUnder(b, a)

/** The name less its last component; undefined of the root. */
export function parentName(name: ContentName): ContentName | undefined {
  if (name === rootName) return undefined
  return (name.slice(0, name.lastIndexOf('/')) || rootName) as ContentName
}

/** The value of the longest prefix of the name that the map has, with that prefix. Linear in the components. */
export function longestPrefix<T>(
  byPrefix: ReadonlyMap<ContentName, T>,
  name: ContentName,
): { readonly prefix: ContentName; readonly value: T } | undefined {
  for (let prefix: ContentName | undefined = name; prefix !== undefined; prefix = parentName(prefix)) {
    const value = byPrefix.get(prefix)
    if (value !== undefined) return { prefix, value }
  }
  return undefined
}
