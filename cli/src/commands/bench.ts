import { CliError, exitCodes } from '../errors.js'
import { type Output, print, printJson, table } from '../output/console-output.js'

interface BenchOptions {
  readonly topology?: string
  readonly intents?: string
  readonly sentences?: string
  readonly seed: string
  readonly clients?: string
  readonly hz?: string
  readonly seconds?: string
  readonly k?: string
  readonly rules?: string
  readonly installed?: boolean
}

/** Runs one benchmark and prints its figures; the unit stands in each name. */
export async function bench(name: string, options: BenchOptions, output: Output): Promise<number> {
  const { benchmarks, runBenchmark } = await import('@paranet/bench')
  if (!benchmarks.includes(name))
    throw new CliError(exitCodes.usage, `no benchmark "${name}"`, { hint: `there are: ${benchmarks.join(', ')}` })
  const result = await runBenchmark(name, {
    seed: Number(options.seed),
    ...(options.topology === undefined ? {} : { topology: options.topology }),
    ...(options.sentences === undefined ? {} : { sentences: options.sentences }),
    ...(options.intents === undefined ? {} : { intents: Number(options.intents) }),
    ...(options.rules === undefined ? {} : { rules: options.rules }),
    ...(options.installed === undefined ? {} : { installed: options.installed }),
    ...numbersOf(options),
  })
  print(output, `${result.name}  ${result.input}`)
  print(output, table(Object.entries(result.figures).map(([figure, value]) => [`  ${figure}`, String(value)])))
  print(output, `  on ${result.machine}`)
  printJson(output, { ...result })
  return exitCodes.ok
}

function numbersOf(options: BenchOptions): Partial<Record<'clients' | 'hz' | 'seconds' | 'k', number>> {
  const given = (['clients', 'hz', 'seconds', 'k'] as const).flatMap((name) => {
    const text = options[name]
    if (text === undefined) return []
    const value = Number(text)
    if (!(value > 0)) throw new CliError(exitCodes.usage, `--${name} must be a positive number: ${text}`)
    if (name === 'k' && !Number.isSafeInteger(value))
      throw new CliError(exitCodes.usage, `--k must be a whole number: ${text}`)
    return [[name, value] as const]
  })
  return Object.fromEntries(given)
}
