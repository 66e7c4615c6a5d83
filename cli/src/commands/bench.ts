import type { BenchResult } from '@paranet/bench'
import { CliError, exitCodes } from '../errors.js'
import { type Output, print, printJson, table } from '../output/console-output.js'

interface BenchOptions {
  readonly topology?: string
  readonly nodes?: string
  readonly intents?: string
  readonly sentences?: string
  readonly trace?: string
  readonly seed: string
  readonly clients?: string
  readonly hz?: string
  readonly seconds?: string
  readonly k?: string
  readonly rules?: string
  readonly devices?: string
  readonly series?: string
  readonly installed?: boolean
}

/** Runs one benchmark and prints its figures; the unit stands in each name. */
export async function bench(name: string, options: BenchOptions, output: Output): Promise<number> {
  const { benchmarks, runBenchmark } = await import('@paranet/bench')
  if (!benchmarks.includes(name))
    throw new CliError(exitCodes.usage, `no benchmark "${name}"`, { hint: `there are: ${benchmarks.join(', ')}` })
  const result = await measured(
    runBenchmark(name, {
      seed: Number(options.seed),
      ...(options.topology === undefined ? {} : { topology: options.topology }),
      ...(options.trace === undefined ? {} : { trace: options.trace }),
      ...(options.sentences === undefined ? {} : { sentences: options.sentences }),
      ...(options.rules === undefined ? {} : { rules: options.rules }),
      ...(options.installed === undefined ? {} : { installed: options.installed }),
      ...numbersOf(options),
    }),
  )
  print(output, `${result.name}  ${result.input}`)
  print(output, table(Object.entries(result.figures).map(([figure, value]) => [`  ${figure}`, String(value)])))
  for (const [phase, figures] of Object.entries(result.phases ?? {})) {
    print(output, `  ${phase}`)
    print(output, table(Object.entries(figures).map(([figure, value]) => [`    ${figure}`, String(value)])))
  }
  print(output, `  on ${result.machine}`)
  printJson(output, { ...result })
  return exitCodes.ok
}

/** Errors of the input, as the command line says them. */
async function measured(running: Promise<BenchResult>): Promise<BenchResult> {
  const { TraceError } = await import('@paranet/bench')
  try {
    return await running
  } catch (error) {
    if (error instanceof TraceError)
      throw new CliError(exitCodes.input, error.message, error.hint === undefined ? {} : { hint: error.hint })
    if (error instanceof RangeError) throw new CliError(exitCodes.usage, error.message)
    if (error instanceof Error && 'code' in error && 'path' in error)
      throw new CliError(exitCodes.usage, `${String(error.path)} cannot be read: ${String(error.code)}`)
    throw error
  }
}

const numbers = ['clients', 'hz', 'seconds', 'k', 'nodes', 'intents', 'devices', 'series'] as const
const fractions: readonly string[] = ['hz', 'seconds']

function numbersOf(options: BenchOptions): Partial<Record<(typeof numbers)[number], number>> {
  const given = numbers.flatMap((name) => {
    const text = options[name]
    if (text === undefined) return []
    const value = Number(text)
    if (!(value > 0)) throw new CliError(exitCodes.usage, `--${name} must be a positive number: ${text}`)
    if (!fractions.includes(name) && !Number.isSafeInteger(value))
      throw new CliError(exitCodes.usage, `--${name} must be a whole number: ${text}`)
    return [[name, value] as const]
  })
  return Object.fromEntries(given)
}
