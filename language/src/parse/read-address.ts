/** Why a text is no address: its form, or a number beyond what an address holds. */
export interface AddressProblem {
  readonly code: 'malformed-address' | 'out-of-range'
  readonly why: string
}

const malformed = (why: string): AddressProblem => ({ code: 'malformed-address', why })
const beyond = (why: string): AddressProblem => ({ code: 'out-of-range', why })

/** Checks dotted-quad form without leading zeros (RFC 6943, section 3.1.1: they read as octal elsewhere). */
export function checkIpv4(text: string): AddressProblem | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part)))
    return malformed('an IPv4 address has four numbers')
  const large = parts.find((part) => Number(part) > 255)
  if (large !== undefined) return beyond(`${large.slice(0, 20)} is more than 255`)
  const padded = parts.find((part) => part.length > 1 && part.startsWith('0'))
  return padded === undefined ? undefined : malformed(`"${padded.slice(0, 20)}" has a leading zero`)
}

/** Checks the text form of RFC 4291, section 2.2: eight groups, one `::`, an IPv4 tail. */
export function checkIpv6(text: string): AddressProblem | undefined {
  if (text.length > 45) return malformed('it is too long')
  const halves = text.split('::')
  if (halves.length > 2) return malformed('"::" stands twice')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const tail = groups.at(-1)
  const hasTail = tail?.includes('.') ?? false
  if (hasTail) {
    const problem = checkIpv4(tail ?? '')
    if (problem) return problem
  }
  const wrong = (hasTail ? groups.slice(0, -1) : groups).find((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))
  if (wrong !== undefined)
    return malformed(wrong === '' ? 'a group is empty' : `"${wrong}" is no group of hexadecimal digits`)
  const count = groups.length + (hasTail ? 1 : 0)
  if (halves.length === 2 ? count < 8 : count === 8) return undefined
  return malformed(`it has ${count} groups where eight are needed`)
}
