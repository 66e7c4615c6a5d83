import type { Fault } from '@paranet/schemas'
import type { HttpClient } from './http.js'
import type {
  ActiveFault,
  Alert,
  Deployment,
  DriftAnswer,
  IntentFileInfo,
  IntentFileText,
  KnownScenario,
  Network,
  Page,
  ParseAnswer,
  PlanAnswer,
  ScenarioRun,
  TelemetrySample,
  TopologyAnswer,
  TraceAnswer,
  TraceRequest,
  ValidateAnswer,
} from './shapes.js'

const id = encodeURIComponent

/** The routes that the console uses, one function each. */
export const makeApi = (http: HttpClient) => ({
  http,
  wsTicket: () => http.request<{ ticket: string }>('POST', 'auth/ws-ticket', { body: {} }),
  networks: () => http.request<Page<Network>>('GET', 'networks'),
  createNetwork: (name: string, topology?: string) =>
    http.request<Network>('POST', 'networks', { body: { name, ...(topology ? { topology } : {}) } }),
  topology: () => http.request<TopologyAnswer>('GET', 'topology'),
  intentFiles: () => http.request<Page<IntentFileInfo>>('GET', 'intent/files'),
  intentFile: (name: string) => http.request<IntentFileText>('GET', `intent/files/${id(name)}`),
  parse: (text: string, signal?: AbortSignal) =>
    http.request<ParseAnswer>('POST', 'intent/parse', { body: { text, as: 'pn' }, ...(signal ? { signal } : {}) }),
  compile: (files: readonly IntentFileText[]) =>
    http.request<PlanAnswer>('POST', 'intent/compile', { body: { files, mode: 'replace' } }),
  preview: (plan: string) => http.request<PlanAnswer>('GET', `intent/preview/${id(plan)}`),
  validate: (plan: string) => http.request<ValidateAnswer>('POST', 'deploy/validate', { body: { plan } }),
  execute: (plan: string, options: { confirmWithin?: number; force?: boolean; reason?: string }) =>
    http.request<{ deployment: string; status: string }>('POST', 'deploy/execute', {
      body: { plan, ...options },
      headers: { 'idempotency-key': `console-${crypto.randomUUID()}` },
    }),
  deployment: (deployment: string) => http.request<Deployment>('GET', `deploy/status/${id(deployment)}`),
  deployments: () => http.request<Page<Deployment>>('GET', 'deploy/history'),
  rollback: (deployment: string, options: { force?: boolean; reason?: string }) =>
    http.request<{ deployment: string; plan: string }>('POST', `deploy/rollback/${id(deployment)}`, { body: options }),
  trace: (request: TraceRequest) => http.request<TraceAnswer>('POST', 'trace', { body: request }),
  faults: () => http.request<Page<ActiveFault>>('GET', 'faults'),
  addFault: (fault: Fault) => http.request<ActiveFault>('POST', 'faults', { body: fault }),
  scenarios: () => http.request<Page<KnownScenario>>('GET', 'scenarios'),
  playScenario: (name: string) => http.request<ScenarioRun>('POST', `scenarios/${id(name)}/run`, { body: {} }),
  scenarioRun: (run: string) => http.request<ScenarioRun>('GET', `scenario-runs/${id(run)}`),
  removeFault: (fault: string) => http.request<void>('DELETE', `faults/${id(fault)}`),
  metrics: () => http.request<TelemetrySample>('GET', 'monitor/metrics'),
  alerts: () => http.request<Page<Alert>>('GET', 'monitor/alerts'),
  acknowledge: (alert: string) => http.request<Alert>('POST', `monitor/alerts/${id(alert)}/acknowledge`, { body: {} }),
  drift: () => http.request<DriftAnswer>('GET', 'monitor/drift'),
})

export type Api = ReturnType<typeof makeApi>
