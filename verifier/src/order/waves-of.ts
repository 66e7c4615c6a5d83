import type { Rule } from './rule-solver.js'
import { RuleSolver } from './rule-solver.js'

/** Waves that keep all rules; or the rules that leave none (without any of them there are some); or that the search was given up. */
export type FoundWaves =
  | { readonly kind: 'found'; readonly waves: readonly (readonly number[])[] }
  | { readonly kind: 'none'; readonly core: readonly number[] }
  | { readonly kind: 'too-much' }

/** Rules of which a smallest part is looked for one by one. */
const mostMinimised = 400

/** Lays devices 0 to `count` − 1 into waves: each as early as rules let it. Devices that no chain of rules joins are laid out by themselves. */
export function wavesOf(count: number, rules: readonly Rule[]): FoundWaves {
  const waves: number[][] = []
  let isTooMuch = false
  for (const { devices, own } of componentsOf(count, rules)) {
    const part = own.map((i) => rules[i] as Rule)
    const found = layOut(devices, withoutImplied(part))
    if (found === 'none') return { kind: 'none', core: coreOf(devices, part).map((i) => own[i] as number) }
    if (found === 'too-much') isTooMuch = true
    else for (const [i, wave] of found.entries()) (waves[i] ??= []).push(...wave)
  }
  if (isTooMuch) return { kind: 'too-much' }
  return { kind: 'found', waves: waves.map((wave) => wave.sort((a, b) => a - b)) }
}

function layOut(devices: readonly number[], rules: readonly Rule[]): number[][] | 'none' | 'too-much' {
  const solver = new RuleSolver(devices, rules)
  const changed = new Set<number>()
  const waves: number[][] = []
  let solved = solver.solve(changed)
  while (solved.kind === 'found' && changed.size < devices.length) {
    const { order } = solved
    const wave = fill(solver, changed, order)
    const isStart = order.slice(0, wave.size).every((device) => wave.has(device))
    const next = isStart ? undefined : solver.solve(new Set([...changed, ...wave]))
    const taken = isStart || next?.kind === 'found' ? wave : startOf(order, wave)
    for (const device of taken) changed.add(device)
    waves.push([...taken])
    solved = next?.kind === 'found' ? next : { kind: 'found', order: order.filter((device) => !taken.has(device)) }
  }
  return solved.kind === 'found' ? waves : solved.kind
}

/** As many as may change together, tried in order. */
function fill(solver: RuleSolver, changed: ReadonlySet<number>, order: readonly number[]): Set<number> {
  const wave = new Set<number>()
  for (const device of order) if (solver.isSafe(changed, wave, device)) wave.add(device)
  return wave
}

/** Those before the first that is not among them: the rest of the order goes on from there. */
function startOf(order: readonly number[], among: ReadonlySet<number>): Set<number> {
  const end = order.findIndex((device) => !among.has(device))
  return new Set(order.slice(0, end < 0 ? order.length : end))
}

/** Rules that still leave no order while without any of them there is one. */
function coreOf(devices: readonly number[], rules: readonly Rule[]): number[] {
  const isNone = (some: readonly number[]) =>
    new RuleSolver(
      devices,
      some.map((i) => rules[i] as Rule),
    ).solve(new Set()).kind === 'none'
  let core = rules.map((_, i) => i)
  for (let size = Math.ceil(core.length / 2); size >= 1 && core.length > 1; size = Math.floor(size / 2)) {
    if (size === 1 && core.length > mostMinimised) break
    for (let at = 0; at < core.length; ) {
      const without = [...core.slice(0, at), ...core.slice(at + size)]
      if (isNone(without)) core = without
      else at += size
    }
  }
  return core
}

/** Without rules that another one implies. */
function withoutImplied(rules: readonly Rule[]): readonly Rule[] {
  const kept: Rule[] = []
  const bySize = [...rules].sort((a, b) => a.old.length + a.fresh.length - (b.old.length + b.fresh.length))
  const isPart = (some: readonly number[], all: readonly number[]) => some.every((one) => all.includes(one))
  for (const rule of bySize)
    if (!kept.some(({ old, fresh }) => isPart(old, rule.old) && isPart(fresh, rule.fresh))) kept.push(rule)
  return kept
}

interface Component {
  readonly devices: number[]
  /** Numbers of its rules. */
  readonly own: number[]
}

/** Devices that rules join, by first device. */
function componentsOf(count: number, rules: readonly Rule[]): Component[] {
  const above = Array.from({ length: count }, (_, i) => i)
  const rootOf = (device: number): number => {
    let root = device
    while (above[root] !== root) root = above[root] = above[above[root] as number] as number
    return root
  }
  for (const { old, fresh } of rules) {
    const [first = 0, ...others] = [...old, ...fresh]
    for (const other of others) above[rootOf(other)] = rootOf(first)
  }
  const components = new Map<number, Component>()
  for (const device of above.keys()) {
    const root = rootOf(device)
    const component = components.get(root) ?? { devices: [], own: [] }
    component.devices.push(device)
    components.set(root, component)
  }
  for (const [i, { old, fresh }] of rules.entries()) components.get(rootOf([...old, ...fresh][0] ?? 0))?.own.push(i)
  return [...components.values()]
}
