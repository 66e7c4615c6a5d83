import { asRead, compile } from '@paranet/compiler'
import type { Proven } from '@paranet/planner'
import { proveState, withoutRepeats } from '@paranet/planner'
import { convergedState, coverageOf, resilienceOf, VerifierSession, verifyConverged } from '@paranet/verifier'
import { checkCertificateFile, writeCertificate } from '../certificate-file.js'
import { activeIntents, proveLaterSets, readInstant } from '../active-intents.js'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { type Output, print, printJson } from '../output/console-output.js'
import { checkText, evidenceText } from '../output/print-evidence.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { verdictsText } from '../output/print-plan.js'
import { coverageText } from '../output/print-coverage.js'
import { resilienceText } from '../output/print-resilience.js'
import { readRoutedState } from '../read-state.js'

interface VerifyOptions {
  readonly topology?: string
  readonly state?: string
  readonly failures?: string
  readonly verbose?: boolean
  /** Also what each intent survives. */
  readonly resilience?: boolean
  /** Also which entries, links and devices the intents use. */
  readonly coverage?: boolean
  /** File to write what other code can check the verdicts by. */
  readonly certificate?: string
  /** File with verdicts and their certificate: it is checked, and nothing is proved anew. */
  readonly check?: string
  /** One epoch: the intents that are active then. Default: now, and every other set of the week. */
  readonly at?: string
}

/** Proves offline what would be compiled, or with `--state` what the given device states do. */
export async function verifyFiles(files: readonly string[], options: VerifyOptions, output: Output): Promise<number> {
  const started = performance.now()
  const failures = options.failures === undefined ? undefined : Number(options.failures)
  if (failures !== undefined && (!Number.isInteger(failures) || failures < 0 || failures > 3))
    throw new CliError(exitCodes.usage, `not a count of failures: ${options.failures}`, { hint: '0 to 3' })
  if (failures !== undefined && options.certificate !== undefined)
    throw new CliError(exitCodes.usage, 'certificates speak of the failures that intents count, not of --failures')
  const { sources, index, intents: all, diagnostics: read } = loadNetwork(files, options.topology)
  const at = readInstant(options.at)
  const { active: intents, diagnostics: never } = activeIntents(all, at)
  const found = [...read, ...never]
  const compiled = hasErrors(found) ? undefined : compile({ index, intents })
  const isGiven = options.state !== undefined
  const isWhole = options.at === undefined && options.check === undefined && !isGiven && compiled !== undefined
  const later = isWhole ? proveLaterSets(index, all, at) : { sets: [], diagnostics: [] }
  const diagnostics = withoutRepeats([
    ...found,
    ...(isGiven ? [] : (compiled?.diagnostics ?? [])),
    ...later.diagnostics,
  ])
  if (diagnostics.length > 0) print(output, diagnosticsText(diagnostics, sources))
  if (!compiled || hasErrors(diagnostics)) {
    printJson(output, { ok: false, verdicts: [], diagnostics })
    return exitCodes.input
  }
  const given = options.state === undefined ? undefined : readRoutedState(options.state, index)
  const routing = given?.routing ?? []
  const forwarding = given?.state ?? asRead(index, compiled.state).state
  const converged = routing.length === 0 ? undefined : convergedState({ index, configs: routing }, forwarding)
  const state = converged && 'state' in converged ? converged.state : forwarding
  if (options.check !== undefined) return checkFile(options.check, { index, intents, state }, output)
  const asked = { index, intents, state, ledger: compiled.ledger, session: new VerifierSession() }
  const counted = failures === undefined ? {} : { failures }
  const result =
    routing.length === 0
      ? proveState({ ...asked, ...counted })
      : verifyConverged({ ...asked, ...counted, state: forwarding, routing })
  const resilience = options.resilience ? resilienceOf(asked) : undefined
  const coverage = options.coverage ? coverageOf({ ...asked, examples: output.isJson }) : undefined
  const evidence =
    options.certificate === undefined ? undefined : writeCertificate(options.certificate, { ...asked, ...result })
  const ok = result.ok && later.sets.every((set) => set.ok)
  print(output, verdictsText(result.verdicts, options.verbose === true))
  for (const { from, until, verdicts } of later.sets)
    print(output, `from ${from} until ${until}:\n${verdictsText(verdicts, options.verbose === true)}`)
  if (resilience) print(output, resilienceText(resilience))
  if (coverage) print(output, coverageText(coverage, options.verbose === true))
  if (evidence) print(output, evidenceText(evidence))
  printJson(output, {
    ok,
    verdicts: result.verdicts.map(({ hops, ...rest }) => ({
      ...rest,
      ...(hops ? { hops: hops.map((hop) => ({ ...hop, entry: hop.entries.at(-1) })) } : {}),
    })),
    diagnostics,
    ...(resilience ? { resilience } : {}),
    ...(coverage ? { coverage } : {}),
    ...(evidence ? { evidence } : {}),
    ...(later.sets.length === 0 ? {} : { epochs: later.sets }),
    stats: { ms: performance.now() - started, ...result.stats },
  })
  return ok ? exitCodes.ok : exitCodes.notHeld
}

/** Checks the verdicts of a file by their certificate. */
function checkFile(file: string, proven: Omit<Proven, 'verdicts'>, output: Output): number {
  const started = performance.now()
  const { content, result } = checkCertificateFile(file, proven)
  const { evidence, verdicts } = content
  const unkept = verdicts.filter(({ verdict }) => verdict !== 'holds')
  print(output, checkText(result))
  if (result.accepted) print(output, evidenceText(evidence))
  for (const { intent, property, verdict } of unkept) print(output, `  ${verdict}: ${intent} ${property}`)
  const ok = result.accepted && unkept.length === 0
  const reason = result.accepted ? {} : { reason: result.reason }
  printJson(output, {
    ok,
    accepted: result.accepted,
    ...reason,
    evidence,
    verdicts,
    stats: { ms: performance.now() - started },
  })
  return ok ? exitCodes.ok : exitCodes.notHeld
}
