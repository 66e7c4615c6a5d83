import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const [, light = '', dark = ''] = css.split(':root')
const tokens = (text: string) =>
  new Map([...text.matchAll(/--([\w-]+):\s*(#[\da-f]{6})/g)].map(([, name = '', value = '']) => [name, value]))

const surfaces = ['surface', 'sunken', 'hover', 'ground']
const pairs: readonly (readonly [string, string])[] = [
  ...['text', 'muted', 'accent'].flatMap((ink) => surfaces.map((ground) => [ink, ground] as const)),
  ...['ok', 'warn', 'bad'].flatMap((ink) =>
    [`${ink}-soft`, 'surface', 'sunken', 'hover'].map((ground) => [ink, ground] as const),
  ),
  ...['keyword', 'kind', 'value', 'string', 'comment'].map((ink) => [`code-${ink}`, 'surface'] as const),
  ['accent', 'accent-soft'],
  ['text', 'accent-soft'],
  ['muted', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-bad', 'bad'],
]

describe.each([
  ['light', tokens(light)],
  ['dark', new Map([...tokens(light), ...tokens(dark)])],
])('in the %s theme', (_, values) => {
  test.each(pairs)('%s can be read on %s', (ink, ground) => {
    expect(contrast(values.get(ink) ?? '', values.get(ground) ?? '')).toBeGreaterThanOrEqual(4.5)
  })
})

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [brighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (brighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
