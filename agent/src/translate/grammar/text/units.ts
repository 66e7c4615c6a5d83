/** What a unit measures. Base units: bit/s, µs, bytes, metres, percent. */
export type Measure = 'bandwidth' | 'duration' | 'size' | 'distance' | 'percent'

export interface UnitFound {
  readonly measure: Measure
  readonly factor: number
  /** Offset in the text after the unit. */
  readonly end: number
}

const prefixes: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  к: 1e3,
  м: 1e6,
  г: 1e9,
  т: 1e12,
}
const long: Readonly<Record<string, number>> = {
  kilo: 1e3,
  mega: 1e6,
  giga: 1e9,
  tera: 1e12,
  кило: 1e3,
  мега: 1e6,
  гига: 1e9,
  тера: 1e12,
}
const hanScale: Readonly<Record<string, number>> = { '': 1, 千: 1e3, 兆: 1e6, 千兆: 1e9, 吉: 1e9, 太: 1e12 }

type Reader = readonly [form: RegExp, read: (groups: readonly (string | undefined)[]) => Omit<UnitFound, 'end'>]

const of = (measure: Measure, factor: number): Omit<UnitFound, 'end'> => ({ measure, factor })
const isByte = (sign: string | undefined): boolean => sign === 'B' || sign === 'Б'

/** Longest forms first; a form must not end inside a word. */
const readers: readonly Reader[] = [
  [
    /([kKMGT])B(?:\/s(?:ec)?|ps| per second| a second)/y,
    ([, p]) => of('bandwidth', 8 * (prefixes[p?.toLowerCase() ?? ''] ?? 1)),
  ],
  [
    /(kilo|mega|giga|tera)bytes?(?: ?\/ ?s(?:ec)?| per second| a second| each second)/iy,
    ([, p]) => of('bandwidth', 8 * (long[p?.toLowerCase() ?? ''] ?? 1)),
  ],
  [
    /([КМГТ])(?:Б|байт)\s?(?:\/\s?с(?:ек)?|в секунду)/y,
    ([, p]) => of('bandwidth', 8 * (prefixes[p?.toLowerCase() ?? ''] ?? 1)),
  ],
  [/(千兆|兆|吉|太|千)字节(?:每秒|\/秒)/y, ([, p]) => of('bandwidth', 8 * (hanScale[p ?? ''] ?? 1))],
  [
    /([kmgt])b(?:it)?s?(?:\/s(?:ec(?:ond)?)?|ps| per second| a second| each second)/iy,
    ([, p]) => of('bandwidth', prefixes[p?.toLowerCase() ?? ''] ?? 1),
  ],
  [
    /(kilo|mega|giga|tera)[ -]?bits?(?: ?\/ ?s(?:ec)?| per second| a second| each second|ps)?/iy,
    ([, p]) => of('bandwidth', long[p?.toLowerCase() ?? ''] ?? 1),
  ],
  [/bits?(?:\/s| per second)|bps/iy, () => of('bandwidth', 1)],
  [/(gig|meg)s?(?: per second)?(?![a-z])/iy, ([, p]) => of('bandwidth', p?.toLowerCase() === 'gig' ? 1e9 : 1e6)],
  [/([kmgt])bit/iy, ([, p]) => of('bandwidth', prefixes[p?.toLowerCase() ?? ''] ?? 1)],
  [
    /([КМГТкмгт])(?:бит|б)\s?(?:\/\s?с(?:ек)?|в секунду)/y,
    ([, p]) => of('bandwidth', prefixes[p?.toLowerCase() ?? ''] ?? 1),
  ],
  [
    /(кило|мега|гига|тера)бит(?:ами|ам|ах|а|ов|у)?(?:\s?\/\s?с(?:ек)?| в секунду)?/iy,
    ([, p]) => of('bandwidth', long[p?.toLowerCase() ?? ''] ?? 1),
  ],
  [/([КМГТкмгт])бит/y, ([, p]) => of('bandwidth', prefixes[p?.toLowerCase() ?? ''] ?? 1)],
  [/(千兆|兆|吉|太|千)(?:比特|位)?(?:每秒|\/秒|带宽)?(?!字节)/y, ([, p]) => of('bandwidth', hanScale[p ?? ''] ?? 1)],
  [
    /([kKMGT])([bB])/y,
    ([, p, b]) =>
      isByte(b)
        ? of('size', prefixes[p?.toLowerCase() ?? ''] ?? 1)
        : of('bandwidth', prefixes[p?.toLowerCase() ?? ''] ?? 1),
  ],
  [/([kmgt])b/y, ([, p]) => of('size', prefixes[p ?? ''] ?? 1)],
  [/(kilo|mega|giga|tera)bytes?/iy, ([, p]) => of('size', long[p?.toLowerCase() ?? ''] ?? 1)],
  [/([КМГТкмгт])(?:Б|байт)/y, ([, p]) => of('size', prefixes[p?.toLowerCase() ?? ''] ?? 1)],
  [/(кило|мега|гига|тера)байт(?:ами|ам|ах|а|ов|у)?/iy, ([, p]) => of('size', long[p?.toLowerCase() ?? ''] ?? 1)],
  [/(千兆|兆|吉|太|千)字节/y, ([, p]) => of('size', hanScale[p ?? ''] ?? 1)],
  [/bytes?|байт(?:а|ов)?|字节/iy, () => of('size', 1)],
  [
    /milli-?seconds?|millisec(?:ond)?s?|msecs?|ms|мсек|мс|миллисекунд(?:ами|ам|ах|ы|у|а)?|毫秒/iy,
    () => of('duration', 1e3),
  ],
  [/micro-?seconds?|usecs?|[uµμ]s|мкс|микросекунд(?:ами|ам|ы|у|а)?|微秒/iy, () => of('duration', 1)],
  [/seconds?|secs?|s|секунд(?:ами|ам|ах|ы|у|а)?|сек|с|秒钟?/iy, () => of('duration', 1e6)],
  [/minutes?|mins?|минут(?:ами|ам|ах|ы|у|а)?|мин|分钟|分/iy, () => of('duration', 60e6)],
  [/hours?|hrs?|h|час(?:ами|ам|ов|а|у)?|ч|个?小时/iy, () => of('duration', 3600e6)],
  [/days?|d|дн(?:ями|ям|я|ей)|день|сут(?:ки|ок)|天/iy, () => of('duration', 86_400e6)],
  [/weeks?|недел(?:ями|ям|я|и|ю|ь)|周|星期/iy, () => of('duration', 7 * 86_400e6)],
  [/kilomet(?:er|re)s?|kms?|км|километр(?:ами|ам|ах|ов|а)?|公里|千米/iy, () => of('distance', 1e3)],
  [/met(?:er|re)s?|m|м|метр(?:ами|ам|ах|ов|а)?|米/iy, () => of('distance', 1)],
  [/%|per ?cent|процент(?:ами|ам|ах|ов|а)?/iy, () => of('percent', 1)],
  [/([GMT])(?![\p{L}\p{N}])/uy, ([, p]) => of('bandwidth', prefixes[p?.toLowerCase() ?? ''] ?? 1)],
]

const isLetter = /[\p{L}\p{N}]/u
const isHan = /\p{Script=Han}/u

/** The unit that begins at an offset, the longest reading; nothing where a word goes on behind it. */
export function unitAt(folded: string, offset: number): UnitFound | undefined {
  let best: UnitFound | undefined
  for (const [form, read] of readers) {
    form.lastIndex = offset
    const match = form.exec(folded)
    if (!match) continue
    const end = offset + match[0].length
    const next = folded[end] ?? ''
    const isOpen = isLetter.test(next) && !isHan.test(next) && !isHan.test(folded[end - 1] ?? '')
    if (isOpen || (best && best.end >= end)) continue
    best = { ...read(match), end }
  }
  return best
}

/** A quantity as the language writes it: the largest unit in which it is whole. */
export function writeQuantity(measure: Measure, base: number): string {
  const scales: Readonly<Record<Measure, readonly (readonly [string, number])[]>> = {
    bandwidth: [
      ['Tbps', 1e12],
      ['Gbps', 1e9],
      ['Mbps', 1e6],
      ['kbps', 1e3],
      ['bps', 1],
    ],
    duration: [
      ['d', 86_400e6],
      ['h', 3600e6],
      ['min', 60e6],
      ['s', 1e6],
      ['ms', 1e3],
      ['us', 1],
    ],
    size: [
      ['TB', 1e12],
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
      ['B', 1],
    ],
    distance: [
      ['km', 1e3],
      ['m', 1],
    ],
    percent: [['%', 1]],
  }
  const rounded = measure === 'percent' || measure === 'distance' ? base : Math.round(base)
  const [unit, factor] = scales[measure].find(([, one]) => rounded >= one && rounded % one === 0) ??
    scales[measure].at(-1) ?? ['', 1]
  return `${Number((rounded / factor).toFixed(6))}${unit}`
}
