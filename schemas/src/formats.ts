import { fullFormats } from 'ajv-formats/dist/formats.js'

const matches = (format: unknown, text: string): boolean => {
  if (format instanceof RegExp) return format.test(text)
  return typeof format === 'function' && format(text) === true
}

const isV4 = (text: string): boolean => matches(fullFormats.ipv4, text)
const isV6 = (text: string): boolean => matches(fullFormats.ipv6, text)

function isWithLength(text: string): boolean {
  const slash = text.lastIndexOf('/')
  const length = text.slice(slash + 1)
  if (slash < 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return false
  const address = text.slice(0, slash)
  return (isV4(address) && Number(length) <= 32) || (isV6(address) && Number(length) <= 128)
}

/** The formats of the schemas. They look at the form only; canonical text is made by whoever reads the value. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'ip-address': (text) => isV4(text) || isV6(text),
  prefix: isWithLength,
  'interface-address': isWithLength,
  'content-name': (text) => /^\/(?:[^/]+(?:\/[^/]+)*)?$/.test(text),
}
