import type { Entry, GeoArea, Place, TrafficBox } from '@paranet/network'
import { refuseAt } from '../linux/artifact-error.js'
import { placesFile } from './render-places.js'

/** Reads the tables of a forwarder by places back to entries. Throws ArtifactError at a line that ParaNet cannot judge. */
export function readPlacesFile(text: string): { readonly device: string; readonly entries: Entry[] } {
  const lines = text.split('\n')
  const device = unquote(/^# ParaNet places of (".*")\s*$/.exec(lines[0] ?? '')?.[1] ?? '')
  if (device === undefined) refuseAt(placesFile, 1, 'no line says whose tables these are')
  const entries = lines.flatMap((line, i) => (/^\s*(?:#|$)/.test(line) ? [] : [new LineReader(i + 1, line).entry()]))
  if (entries.filter(({ kind }) => kind === 'geo-node').length > 1)
    refuseAt(placesFile, 1, 'the device is at more than one place')
  return { device, entries }
}

function unquote(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/** Reads one line, word by word. */
class LineReader {
  readonly #line: number
  readonly #words: string[]

  constructor(line: number, text: string) {
    this.#line = line
    this.#words = text.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? []
  }

  entry(): Entry {
    const kind = this.#word()
    const entry = this.#entryOf(kind)
    if (this.#words.length > 0) this.#refuse(`nothing is known of ${this.#words.join(' ')}`)
    return entry
  }

  #entryOf(kind: string): Entry {
    switch (kind) {
      case 'place': {
        const place = this.#place()
        this.#expect('fallback')
        return { kind: 'geo-node', place, fallback: this.#oneOf(['none', 'perimeter']) }
      }
      case 'neighbour':
        return this.#neighbour()
      case 'member': {
        const node = this.#name()
        this.#expect('over')
        return { kind: 'geo-member', node, interface: this.#name() }
      }
      case 'area': {
        const area = this.#area(this.#word())
        this.#expect('deliver')
        const deliver = this.#names()
        this.#expect('flood')
        return { kind: 'geo-area', area, deliver, flood: this.#names() }
      }
      case 'filter':
        return this.#filter()
      default:
        return this.#refuse(`"${kind}" begins no line`)
    }
  }

  #neighbour(): Entry {
    const over = this.#name()
    this.#expect('node')
    const node = this.#name()
    this.#expect('place')
    const place = this.#place()
    const planar = this.#words.length > 0
    if (planar) this.#expect('planar')
    return { kind: 'geo-neighbour', interface: over, node, place, planar }
  }

  #filter(): Entry {
    this.#expect('in')
    const over = this.#name()
    this.#expect('priority')
    const priority = this.#number(true)
    this.#expect('to')
    const word = this.#word()
    const to =
      word === 'any'
        ? ({ kind: 'any' } as const)
        : word === 'node'
          ? ({ kind: 'node', node: this.#name() } as const)
          : ({ kind: 'area', area: this.#area(word) } as const)
    const traffic = this.#traffic()
    return { kind: 'geo-filter', interface: over, priority, to, traffic, action: this.#oneOf(['permit', 'deny']) }
  }

  #traffic(): TrafficBox {
    const takes = (word: string) => this.#words[0] === word && this.#words.shift() !== undefined
    return {
      ...(takes('protocol') ? { protocol: this.#upTo(255) } : {}),
      ...(takes('src-port') ? { srcPort: this.#ports() } : {}),
      ...(takes('dst-port') ? { dstPort: this.#ports() } : {}),
      ...(takes('dscp') ? { dscp: this.#upTo(63) } : {}),
    }
  }

  #ports(): readonly [number, number] {
    const word = this.#word()
    const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(word) ?? []
    const [low, high] = [Number(first), Number(last)]
    return low <= high && high <= 65535 ? [low, high] : this.#refuse(`"${word}" are no ports`)
  }

  #upTo(most: number): number {
    const value = this.#number(true)
    return value >= 0 && value <= most ? value : this.#refuse(`${value} is more than ${most}, or less than 0`)
  }

  #area(kind: string): GeoArea {
    if (kind === 'region') return { kind, region: this.#name() }
    if (kind !== 'circle') return this.#refuse(`"${kind}" is no area`)
    const centre = this.#place()
    const radius = this.#number(false)
    return radius > 0 ? { kind, centre, radius } : this.#refuse('a circle has a radius')
  }

  #place(): Place {
    const [lat, lon] = [this.#number(false), this.#number(false)]
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : this.#refuse(`${lat} ${lon} is no place`)
  }

  #number(isWhole: boolean): number {
    const word = this.#word()
    const value = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(word) ? Number(word) : Number.NaN
    const isRight = Number.isFinite(value) && (!isWhole || Number.isSafeInteger(value))
    return isRight ? value : this.#refuse(`"${word}" is no number that fits`)
  }

  #name(): string {
    const word = this.#word()
    return unquote(word) ?? this.#refuse(`${word} is no name in quotes`)
  }

  #names(): string[] {
    const names: string[] = []
    while (this.#words[0]?.startsWith('"')) names.push(this.#name())
    return names
  }

  #oneOf<T extends string>(known: readonly T[]): T {
    const word = this.#word()
    return known.find((one) => one === word) ?? this.#refuse(`"${word}" is none of ${known.join(', ')}`)
  }

  #expect(word: string): void {
    const found = this.#word()
    if (found !== word) this.#refuse(`"${word}" is expected, not "${found}"`)
  }

  #word(): string {
    return this.#words.shift() ?? this.#refuse('the line ends too soon')
  }

  #refuse(text: string): never {
    return refuseAt(placesFile, this.#line, text)
  }
}
