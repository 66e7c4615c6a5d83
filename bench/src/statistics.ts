import { cpus } from 'node:os'

/** The middle value; of an even count, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

/** The value that this share of all is not above, by nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

/** Runs of at most `seconds` for warm-up, then the median of `runs` timed ones, in ms. */
export function timedMs(run: () => unknown, runs = 5, warmUpMs = 1000): number {
  const until = performance.now() + warmUpMs
  do run()
  while (performance.now() < until)
  return median(
    Array.from({ length: runs }, () => {
      const started = performance.now()
      run()
      return performance.now() - started
    }),
  )
}

/** As `timedMs`, but the least of the runs, by the clock or by the time of the processor, whichever is less: for work on one thread that is the same each
 *  time, where other processes only add. */
export function leastMs(run: () => unknown, runs = 9, warmUpMs = 500): number {
  if (warmUpMs > 0) timedMs(run, 1, warmUpMs)
  return Math.min(
    ...Array.from({ length: runs }, () => {
      const [started, used] = [performance.now(), process.cpuUsage()]
      run()
      const { user, system } = process.cpuUsage(used)
      return Math.min(performance.now() - started, (user + system) / 1000)
    }),
  )
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** What the figures were measured on. */
export function machineText(): string {
  const list = cpus()
  return `${list.length} × ${list[0]?.model ?? 'unknown CPU'}, Node.js ${process.version}`
}
