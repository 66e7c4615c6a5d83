import { writeFileSync } from 'node:fs'
import type { EvidenceSummary, Proven } from '@paranet/planner'
import { checkEvidence, evidenceOf } from '@paranet/planner'
import type { Certificate, CheckResult, Verdict } from '@paranet/verifier'
import { CliError, exitCodes } from './errors.js'
import { readText } from './read-files.js'

/** Verdicts and what other code checks them by, as a file has them. The server gives the same of a plan. */
export interface CertificateFile {
  readonly verdicts: readonly Pick<Verdict, 'intent' | 'property' | 'verdict'>[]
  readonly evidence: EvidenceSummary
  readonly certificate: Certificate
}

/** Makes the certificate of what was proved, and writes it. */
export function writeCertificate(file: string, proven: Proven): EvidenceSummary {
  const { summary: evidence, certificate } = evidenceOf(proven)
  const verdicts = proven.verdicts.map(({ intent, property, verdict }) => ({ intent, property, verdict }))
  writeCertificateFile(file, { verdicts, evidence, certificate })
  return evidence
}

export function writeCertificateFile(file: string, content: CertificateFile): void {
  try {
    writeFileSync(file, `${JSON.stringify(content)}\n`)
  } catch (error) {
    throw new CliError(exitCodes.usage, `${file} cannot be written: ${error instanceof Error ? error.message : error}`)
  }
}

/** Reads a certificate and checks it against a state, by no code that makes verdicts. */
export function checkCertificateFile(
  file: string,
  proven: Omit<Proven, 'verdicts'>,
): { readonly content: CertificateFile; readonly result: CheckResult } {
  const content = readCertificate(file)
  const { verdicts, evidence: summary, certificate } = content
  return {
    content,
    result: checkEvidence({ ...proven, verdicts: verdicts as Proven['verdicts'] }, { summary, certificate }),
  }
}

function readCertificate(file: string): CertificateFile {
  const text = readText(file)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw new CliError(exitCodes.input, `${file}: ${error instanceof Error ? error.message : error}`)
  }
  if (isCertificateFile(content)) return content
  throw new CliError(exitCodes.input, `${file} is no certificate`, {
    hint: 'write one with `paranet verify … --certificate FILE` or `paranet plan … --certificate FILE`',
  })
}

function isCertificateFile(content: unknown): content is CertificateFile {
  if (typeof content !== 'object' || content === null) return false
  const { verdicts, evidence, certificate } = content as Readonly<Record<string, unknown>>
  const isVerdict = (one: unknown) =>
    typeof one === 'object' && one !== null && ['intent', 'property', 'verdict'].every((name) => name in one)
  return Array.isArray(verdicts) && verdicts.every(isVerdict) && isObject(evidence) && isObject(certificate)
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
