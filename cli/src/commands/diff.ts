import { compile } from '@paranet/compiler'
import { readDown, TraceProblem } from '@paranet/language'
import type { FailureDifference } from '@paranet/verifier'
import { differencesUnder } from '@paranet/verifier'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { type Output, print, printJson } from '../output/console-output.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { differenceLines } from '../output/print-plan.js'
import { readState } from '../read-state.js'

interface DiffOptions {
  readonly topology?: string
  readonly verbose?: boolean
  /** Links and nodes, with commas. */
  readonly down?: string
  /** What fails, one at a time: kinds with commas. */
  readonly failures?: string
}

/** Says offline which traffic two folders of device states deliver otherwise. 0: none; 1: some, or it could not be looked at in whole. */
export async function diffStates(
  before: string,
  after: string,
  files: readonly string[],
  options: DiffOptions,
  output: Output,
): Promise<number> {
  const { sources, index, intents, diagnostics } = loadNetwork(files, options.topology)
  if (hasErrors(diagnostics))
    throw new CliError(exitCodes.input, `the files cannot be read\n${diagnosticsText(diagnostics, sources)}`)
  const failing = failingOf(options.failures)
  const {
    difference: traffic,
    failures,
    count,
  } = differencesUnder({
    index,
    failing,
    before: readState(before, index),
    after: readState(after, index),
    scenario: downOf(index, options.down),
    ...(intents.length === 0 ? {} : { ledger: compile({ index, intents }).ledger }),
  })
  const isVerbose = options.verbose === true
  const lines = [...differenceLines(traffic, isVerbose), ...(count > 0 ? failureLines(failures, count, isVerbose) : [])]
  print(output, lines.join('\n'))
  printJson(output, { ...traffic, ...(count > 0 ? { failures } : {}) })
  const isSame = [traffic, ...failures].every(
    ({ isWhole, totals }) => isWhole && Object.values(totals).every((classes) => classes === 0),
  )
  return isSame ? exitCodes.ok : exitCodes.notHeld
}

/** What each single failure adds. */
const failureLines = (failures: readonly FailureDifference[], count: number, isVerbose: boolean): string[] => [
  failures.length === 0
    ? `in each of ${count} single failures: nothing more`
    : `in ${failures.length} of ${count} single failures, more:`,
  ...failures.flatMap((one) => [
    `${one.down.join(', ')} down`,
    ...differenceLines(one, isVerbose).map((line) => `  ${line}`),
  ]),
]

const elements = ['link', 'core-link', 'node', 'risk'] as const

function failingOf(text: string | undefined): (typeof elements)[number][] {
  if (text === undefined) return []
  return text.split(',').map((word) => {
    const found = elements.find((element) => element === word.trim())
    if (found) return found
    throw new CliError(exitCodes.usage, `--failures: no such thing fails: "${word.trim()}"`, {
      hint: `${elements.join(', ')}; several with commas`,
    })
  })
}

function downOf(index: Parameters<typeof readDown>[0], down: string | undefined): ReturnType<typeof readDown> {
  try {
    return readDown(index, down?.split(',').map((name) => name.trim()) ?? [], 'down')
  } catch (error) {
    if (!(error instanceof TraceProblem)) throw error
    const { message, hint } = error
    throw new CliError(exitCodes.usage, `--down ${message}`, hint === undefined ? {} : { hint })
  }
}
