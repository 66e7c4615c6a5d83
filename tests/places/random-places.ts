import type { Random } from '@paranet/network'

/** A random network of devices on a map, those within reach linked, and intents about places, as text. `isWhole`: no link is left out, and all
 *  devices hang together. */
export function randomPlaces(
  random: Random,
  isWhole: boolean,
): { readonly network: string; readonly intents: string; readonly devices: readonly string[] } {
  const size = 4 + random.below(isWhole ? 16 : 8)
  const devices = Array.from({ length: size }, (_, i) => `d${i}`)
  const places = devices.map(() => [random.below(10_000), random.below(10_000)] as const)
  const reach = 2500 + random.below(4000)
  const lines = ['network rand {', random.next() < 0.3 ? '  default: open' : '  default: closed']
  for (const [i, name] of devices.entries()) {
    const [x, y] = places[i] as readonly [number, number]
    const region = random.next() < 0.5 ? ', region: north' : ', region: south'
    lines.push(
      `  node ${name} : geo { location: (${(50 + y / 100_000).toFixed(5)}, ${(8 + x / 62_000).toFixed(6)})${region} }`,
    )
  }
  const joined = devices.map((_, i) => i)
  const groupOf = (i: number): number => (joined[i] === i ? i : groupOf(joined[i] as number))
  const link = (i: number, j: number) => {
    const risk = random.next() < 0.2 ? `, risk: x${random.below(2)}` : ''
    lines.push(`  link d${i} -- d${j} { latency: ${1 + random.below(5)}ms${risk} }`)
    joined[groupOf(i)] = groupOf(j)
  }
  const far = (i: number, j: number) => {
    const [[a, b], [c, d]] = [places[i], places[j]] as [readonly [number, number], readonly [number, number]]
    return Math.hypot(a - c, b - d)
  }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) if (far(i, j) <= reach && (isWhole || random.next() < 0.8)) link(i, j)
  const isJoined = devices.every((_, i) => groupOf(i) === groupOf(0))
  if (!isWhole) for (let i = 1; i < size; i++) if (groupOf(i) !== groupOf(0)) link(i, random.below(i))
  const hosts = Array.from({ length: random.below(3) }, (_, i) => `h${i}`)
  for (const [i, name] of hosts.entries()) {
    lines.push(`  node ${name} : host { address: 10.1.${i}.1 }`, `  link ${name} -- ${random.pick(devices)}`)
    if (random.next() < 0.3) lines.push(`  link ${name} -- ${random.pick(devices)}`)
  }
  lines.push('}')
  const nodes = [...devices, ...hosts]
  const intents = Array.from({ length: 1 + random.below(4) }, (_, i) => intent(random, i, nodes, devices))
  return { network: lines.join('\n'), intents: intents.join('\n'), devices: isJoined ? devices : [] }
}

function intent(random: Random, i: number, nodes: readonly string[], devices: readonly string[]): string {
  const some = (list: readonly string[]) => {
    const picked = list.filter(() => random.next() < 0.3)
    return (picked.length > 0 ? picked : [random.pick(list)]).join(', ')
  }
  const kind = random.pick(['route', 'route', 'geocast', 'isolate', 'assert'])
  const traffic = random.pick([
    '',
    '',
    ', traffic: udp',
    ', traffic: udp dst-port 5000-5010',
    ', traffic: tcp or udp dst-port 53',
  ])
  const priority = random.next() < 0.3 ? `, priority: ${random.pick([50, 200])}` : ''
  if (kind === 'geocast') {
    const area =
      random.next() < 0.5
        ? 'region(north)'
        : `circle(50.0${random.below(10)}, 8.0${random.below(10)}, ${2 + random.below(5)}km)`
    return `geocast i${i} { source: ${some(nodes)}, area: ${area}${traffic}${priority}${promise(random, devices)} }`
  }
  const ends = `from: ${some(nodes)}, to: ${some(nodes)}, protocol: geo${traffic}`
  if (kind === 'isolate') return `isolate i${i} { ${ends}${priority} }`
  if (kind === 'assert') return `assert i${i} { ${random.pick(['route', 'isolate'])} { ${ends} } }`
  return `route i${i} { ${ends}${priority}${promise(random, devices)} }`
}

function promise(random: Random, devices: readonly string[]): string {
  const keys: string[] = []
  if (random.next() < 0.7) keys.push('fallback: perimeter')
  if (random.next() < 0.1) keys.push(`avoid: ${random.pick(devices)}`)
  if (random.next() < 0.1) keys.push(`latency: <= ${5 + random.below(20)}ms`)
  if (random.next() < 0.1) keys.push(`max_hops: ${2 + random.below(6)}`)
  if (random.next() < 0.4)
    keys.push(`survive: ${random.pick(['1 link', '1 core link', '1 node', '1 risk', '2 core links'])}`)
  return keys.map((key) => `, ${key}`).join('')
}
