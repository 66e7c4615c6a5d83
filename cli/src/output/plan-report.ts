import type { Plan } from '@paranet/planner'
import type { Difference, Verdict } from '@paranet/verifier'
import { packetText, reasonText } from './print-plan.js'
import { trafficLines, trafficSummary } from './traffic-text.js'

export type ReportFormat = 'markdown' | 'junit' | 'sarif'

/** A plan as a report for a merge request (`markdown`), a test viewer (`junit`) or a code scanner (`sarif`, OASIS SARIF 2.1.0). */
export function planReport(plan: Plan, format: ReportFormat): string {
  if (format === 'markdown') return markdown(plan)
  return format === 'junit' ? junit(plan) : `${JSON.stringify(sarif(plan), null, 2)}\n`
}

const isFine = (verdict: Verdict): boolean => verdict.verdict === 'holds'

function failure(verdict: Verdict): string {
  const down = verdict.scenario?.down.length ? ` when ${verdict.scenario.down.join(', ')} is down` : ''
  const packet = verdict.packet ? `; packet ${packetText(verdict.packet)}` : ''
  const hops = verdict.hops?.length ? ` by ${verdict.hops.map((hop) => hop.node).join(' → ')}` : ''
  return `${verdict.reason ?? verdict.verdict}${down}${packet}${hops}`
}

function markdown(plan: Plan): string {
  const { added, removed, changed, devices } = plan.diff
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return [
    `## Network plan: ${plan.ok ? 'holds' : 'does not hold'}`,
    '',
    `${added} entries added, ${removed} removed, ${changed} changed on ${Object.keys(devices).length} devices, in ${plan.waves.length} waves.`,
    '',
    ...plan.diagnostics.map(
      (found) =>
        `- **${found.severity} ${found.code}** ${found.file}:${found.span.line}:${found.span.column} ${found.message}`,
    ),
    ...(plan.diagnostics.length > 0 ? [''] : []),
    ...(plan.moves ?? []).map(
      ({ intent, from, to, because }) =>
        `- **${intent}** moves${reasonText(because)}: ${pathsText(from)} becomes ${pathsText(to)}`,
    ),
    ...(plan.moves ? [''] : []),
    ...(plan.traffic ? trafficParagraph(plan.traffic) : []),
    '| intent | property | verdict | |',
    '|---|---|---|---|',
    ...plan.verdicts.map(
      (verdict) =>
        `| ${cell(verdict.intent)} | ${verdict.property} | ${isFine(verdict) ? '✅' : '❌'} ${verdict.verdict} | ${isFine(verdict) ? '' : cell(failure(verdict))} |`,
    ),
    '',
    `Plan \`${plan.id}\``,
    '',
  ].join('\n')
}

/** Which traffic changes, as a list. */
function trafficParagraph(traffic: Difference): string[] {
  const lines = trafficLines(traffic, 10).map(({ change, text }) => `- **${change}** ${text}`)
  return [`${capital(trafficSummary(traffic))}.`, '', ...lines, ...(lines.length > 0 ? [''] : [])]
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const pathsText = (paths: readonly (readonly string[])[]): string => paths.map((path) => path.join(' → ')).join('; ')

function junit(plan: Plan): string {
  const failed = plan.verdicts.filter((verdict) => !isFine(verdict)).length
  const cases = plan.verdicts.map((verdict) => {
    const open = `  <testcase classname="${xml(verdict.intent)}" name="${verdict.property}"`
    return isFine(verdict) ? `${open}/>` : `${open}><failure message="${xml(failure(verdict))}"/></testcase>`
  })
  const head = `<testsuite name="${xml(plan.network)}" tests="${plan.verdicts.length}" failures="${failed}">`
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...cases, '</testsuite>', ''].join('\n')
}

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function sarif(plan: Plan) {
  const diagnostics = plan.diagnostics.map((found) => ({
    ruleId: found.code,
    level: found.severity === 'info' ? 'note' : found.severity,
    message: { text: found.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: found.file },
          region: {
            startLine: found.span.line,
            startColumn: found.span.column,
            endColumn: found.span.column + found.span.length,
          },
        },
      },
    ],
  }))
  const verdicts = plan.verdicts
    .filter((verdict) => !isFine(verdict))
    .map((verdict) => ({
      ruleId: verdict.property,
      level: 'error',
      message: { text: `${verdict.intent}: ${failure(verdict)}` },
    }))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ParaNet', informationUri: 'https://paranet.dev', rules: [] } },
        results: [...diagnostics, ...verdicts],
      },
    ],
  }
}
