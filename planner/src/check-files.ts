import { asRead, compile, fixesOf } from '@paranet/compiler'
import {
  type Diagnostic,
  type PlannedFiles,
  type PlannedIntent,
  resolveIntents,
  type SourceFile,
} from '@paranet/language'
import { type Intent, inactiveAt, type Topology, type TopologyIndex } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { PlannerSession } from './session.js'

export interface CheckInput {
  /** Id of the network. */
  readonly network: string
  readonly topology: Topology
  readonly files: readonly SourceFile[]
  /** ms since 1970; without it, intents with schedules count as active. */
  readonly at?: number
}

/** Diagnostics whose fixes are looked for, at most, and intents among which they are: an editor waits for it. */
const mostMended = 6
const mostIntents = 200

/** What an editor shows of files that nobody deploys: all diagnostics of compiling them, the paths of each intent and its verdicts. Nothing is compared
 *  with what devices run. Intents that are not active have neither paths nor verdicts. The worst diagnostics of compiling bring along their fixes. */
export function checkFiles({ network, topology, files, at }: CheckInput, session = new PlannerSession()): PlannedFiles {
  const { index } = session.indexOf(topology)
  const resolved = resolveIntents(files, index, { network, parsed: session.parsed })
  const inactive = new Set(at === undefined ? [] : inactiveAt(resolved.intents, at))
  const intents = resolved.intents.filter(({ id }) => !inactive.has(id))
  const { state: meant, ledger, plans, diagnostics: found } = compile({ index, intents }, { memo: session.memo })
  const compiled = [...resolved.diagnostics, ...found]
  const hasErrors = compiled.some(({ severity }) => severity === 'error')
  const read = hasErrors ? undefined : asRead(index, meant)
  const { verdicts } = read
    ? verify({ index, intents, state: read.state, ledger, session: session.proofs })
    : { verdicts: [] }
  const paths = new Map(plans.map((plan) => [plan.intent, plan.paths]))
  return {
    diagnostics: [
      ...resolved.diagnostics,
      ...withFixes({ index, intents, files }, found),
      ...(read?.diagnostics ?? []),
    ],
    intents: intents.map(({ id }): PlannedIntent => {
      const its = verdicts.filter(({ intent }) => intent === id)
      return {
        id,
        paths: paths.get(id) ?? [],
        verdicts: its.map(({ property, verdict, reason }) => ({
          property,
          verdict,
          ...(reason === undefined ? {} : { reason }),
        })),
      }
    }),
  }
}

interface Written {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly files: readonly SourceFile[]
}

/** Looks for fixes of errors first. */
function withFixes(written: Written, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const isGrave = ({ severity }: Diagnostic) => severity === 'error'
  const worst = [...diagnostics.filter(isGrave), ...diagnostics.filter((one) => !isGrave(one))]
  const tried = new Set(written.intents.length > mostIntents ? [] : worst.slice(0, mostMended))
  return diagnostics.map((diagnostic) => {
    const fixes = tried.has(diagnostic) ? fixesOf(written, diagnostic) : []
    return fixes.length > 0 ? { ...diagnostic, fixes } : diagnostic
  })
}
