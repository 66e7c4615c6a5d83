import { compile } from '@paranet/compiler'
import { readDown, TraceProblem } from '@paranet/language'
import { differenceOf } from '@paranet/verifier'
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
  const traffic = differenceOf({
    index,
    before: readState(before, index),
    after: readState(after, index),
    scenario: downOf(index, options.down),
    ...(intents.length === 0 ? {} : { ledger: compile({ index, intents }).ledger }),
  })
  print(output, differenceLines(traffic, options.verbose === true).join('\n'))
  printJson(output, { ...traffic })
  const isSame = traffic.isWhole && Object.values(traffic.totals).every((count) => count === 0)
  return isSame ? exitCodes.ok : exitCodes.notHeld
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
