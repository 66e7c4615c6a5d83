import type { Random } from '@paranet/network'

const roots = ['/ndn/video', '/ndn/video/ch1', '/ndn/video/ch2', '/ndn/audio', '/lib']

/** A random network with producers, consumers and content stores, and intents about names, as text. */
export function randomNames(random: Random): { readonly network: string; readonly intents: string } {
  const size = 3 + random.below(6)
  const devices = Array.from({ length: size }, (_, i) => `d${i}`)
  const hosts = Array.from({ length: random.below(4) }, (_, i) => `h${i}`)
  const lines = ['network rand {', random.next() < 0.3 ? '  default: open' : '  default: closed']
  for (const name of devices) lines.push(`  node ${name} : ${random.pick(['ndn', 'router'])} { ${deviceKeys(random)} }`)
  for (const [i, name] of hosts.entries())
    lines.push(
      `  node ${name} : host { address: 10.1.${i}.1${random.next() < 0.2 ? `, producer: ${random.pick(roots)}` : ''} }`,
    )
  const links = new Set<string>()
  const join = (a: string, b: string) => {
    if (a === b || links.has(`${a} ${b}`) || links.has(`${b} ${a}`)) return
    links.add(`${a} ${b}`)
    const risk = random.next() < 0.3 ? `, risk: x${random.below(2)}` : ''
    lines.push(`  link ${a} -- ${b} { weight: ${1 + random.below(3)}, latency: ${1 + random.below(5)}ms${risk} }`)
  }
  for (const [i, name] of devices.entries()) if (i > 0) join(name, devices[random.below(i)] as string)
  for (let i = random.below(2 * size); i > 0; i--) join(random.pick(devices), random.pick(devices))
  for (const host of hosts) for (let i = 1 + random.below(2); i > 0; i--) join(host, random.pick(devices))
  lines.push('}')
  const count = 1 + random.below(5)
  const nodes = [...devices, ...hosts]
  return {
    network: lines.join('\n'),
    intents: Array.from({ length: count }, (_, i) => intent(random, i, nodes, devices)).join('\n'),
  }
}

function deviceKeys(random: Random): string {
  const keys: string[] = []
  if (random.next() < 0.45) keys.push(`producer: ${random.pick(roots)}`)
  if (random.next() < 0.3) keys.push('cache: 1MB')
  if (random.next() < 0.3) keys.push(`strategy: ${random.pick(['best-route', 'asf', 'multicast'])}`)
  return keys.join(', ')
}

function intent(random: Random, i: number, nodes: readonly string[], devices: readonly string[]): string {
  const some = (list: readonly string[]) => {
    const picked = list.filter(() => random.next() < 0.4)
    return (picked.length > 0 ? picked : [random.pick(list)]).join(', ')
  }
  const kind = random.pick(['route', 'route', 'route', 'isolate', 'cache', 'assert'])
  const keys = [`from: ${random.pick(roots)}`, `to: ${random.next() < 0.1 ? 'any' : some(nodes)}`]
  if (random.next() < 0.3) keys.push(`priority: ${random.pick([50, 200])}`)
  if (kind === 'cache')
    return `cache i${i} { names: ${random.pick(roots)}, at: ${some(devices)}, size: ${1 + random.below(3)}MB${random.next() < 0.5 ? ', ttl: 1h' : ''} }`
  if (kind === 'isolate') return `isolate i${i} { ${keys.join(', ')} }`
  if (kind === 'assert')
    return `assert i${i} { ${random.pick(['route', 'isolate'])} { ${keys.slice(0, 2).join(', ')} } }`
  if (random.next() < 0.15) keys.push(`via: ${random.pick(devices)}`)
  if (random.next() < 0.15) keys.push(`avoid: ${random.pick(devices)}`)
  if (random.next() < 0.15) keys.push(`latency: <= ${4 + random.below(12)}ms`)
  if (random.next() < 0.15) keys.push(`max_hops: ${2 + random.below(4)}`)
  if (random.next() < 0.5)
    keys.push(`survive: ${random.pick(['1 link', '1 core link', '1 node', '1 risk', '2 links'])}`)
  return `route i${i} { ${keys.join(', ')} }`
}
