import type { ScenarioReport, StepResult } from '@paranet/backend'

/** Scenarios as JUnit XML: a suite each, a case per step. */
export function scenarioJunit(reports: readonly ScenarioReport[]): string {
  const suites = reports.map(({ name, steps }) => {
    const failures = steps.filter(({ status }) => status === 'failed').length
    const skipped = steps.filter(({ status }) => status === 'skipped').length
    const counts = `tests="${steps.length}" failures="${failures}" skipped="${skipped}"`
    return `  <testsuite name="${escaped(name)}" ${counts}>\n${steps.map((step) => caseOf(name, step)).join('\n')}\n  </testsuite>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

function caseOf(scenario: string, { index, title, status, message = '', ms }: StepResult): string {
  const start = `    <testcase classname="${escaped(scenario)}" name="${escaped(`${index}. ${title}`)}" time="${ms / 1000}"`
  if (status === 'passed') return `${start}/>`
  const inside = status === 'skipped' ? '<skipped/>' : `<failure message="${escaped(message)}"/>`
  return `${start}>${inside}</testcase>`
}

/** XML 1.0 has no control characters but tab and line ends. */
const escaped = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
