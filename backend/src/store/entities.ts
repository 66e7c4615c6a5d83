import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'

export type Role = 'viewer' | 'operator' | 'admin'

/** A role, or none at all. */
export type Grant = Role | 'none'

export interface UserRow {
  id: string
  name: string
  /** As `auth/password.ts` writes it. */
  password: string
  /** On the server, and on networks without a role of their own. */
  role: Grant
  createdAt: number
  /** Of their access tokens: those of an older one are refused. */
  epoch: number
  /** No login before this time. */
  lockedUntil: number | null
}

export interface NetworkRoleRow {
  user: string
  network: string
  role: Grant
}

export interface ApiTokenRow {
  id: string
  user: string
  name: string
  /** SHA-256 of the token; the token itself is nowhere. */
  hash: string
  /** How the token begins, so that its owner knows it again. */
  hint: string
  /** JSON: what it may. */
  scopes: string
  /** JSON: ids of the networks that it is for; null: all of the user's. */
  networks: string | null
  createdAt: number
  expiresAt: number
  lastUsedAt: number | null
}

export interface RefreshTokenRow {
  /** SHA-256 of the token; the token itself is nowhere. */
  hash: string
  /** Tokens that came one from the other since one login. */
  family: string
  user: string
  createdAt: number
  expiresAt: number
  usedAt: number | null
  revokedAt: number | null
}

export interface NetworkRow {
  id: string
  name: string
  createdAt: number
  deletedAt: number | null
  topologyRevision: string
  intentsRevision: string
  observedRevision: string | null
  /** JSON: ids of the deployed intents in the order of their admission. */
  ranks: string
  /** The deployment that is active. */
  deployment: string | null
}

export interface ContentRow {
  hash: string
  content: string
}

export interface TopologyRow {
  seq: number
  network: string
  revision: string
  at: number
  actor: string
  content: string
}

export interface IntentFileRow {
  network: string
  name: string
  /** Hash of the text. */
  revision: string
  text: string
  updatedAt: number
}

export interface IntentSetRow {
  seq: number
  network: string
  revision: string
  at: number
  actor: string
  /** JSON: file name → hash of its text in `contents`. */
  files: string
  deployment: string | null
  /** JSON: ids that intents had, and those that they have since. */
  renamed: string | null
}

export interface PlanRow {
  id: string
  network: string
  at: number
  actor: string
  /** Revisions that the network had when the plan was made. */
  baseTopology: string
  baseIntents: string
  isOk: number
  /** JSON: what lists show of it. */
  summary: string
  /** JSON: the plan. */
  content: string
}

/** The evidence for the verdicts of a plan. */
export interface EvidenceRow {
  plan: string
  network: string
  /** JSON */
  summary: string
  /** JSON */
  certificate: string
}

export interface DeploymentRow {
  id: string
  network: string
  plan: string
  status: string
  /** Of the last journal record that is in this row. */
  seq: number
  createdAt: number
  actor: string
  /** Revision of the intent set that was deployed before it. */
  intentsBefore: string
  /** Whether the network's intents and desired state were set to the plan's. */
  isApplied: number
  /** JSON: the fold of its journal without its script. */
  content: string
}

export interface StateRow {
  seq: number
  network: string
  kind: 'desired' | 'observed'
  revision: string
  at: number
  deployment: string | null
  /** JSON: device → hash of its state in `contents`. */
  devices: string
}

export interface AlertRow {
  id: string
  network: string
  severity: string
  code: string
  subject: string
  message: string
  raisedAt: number
  resolvedAt: number | null
  acknowledgedAt: number | null
  acknowledgedBy: string | null
}

/** The demand matrix of a network. */
export interface AlertRuleRow {
  id: string
  network: string
  name: string
  createdAt: number
  /** Who wrote it last. */
  actor: string
  /** JSON: all else of the rule. */
  content: string
}

export interface TrafficRow {
  network: string
  at: number
  actor: string
  /** JSON: demands, scale, profile. */
  content: string
}

export interface AuditRow {
  seq: number
  at: number
  actor: string
  actorId: string | null
  /** Id of the API token that was used. */
  token: string | null
  network: string | null
  action: string
  before: string | null
  after: string | null
  detail: string
  requestId: string | null
  address: string | null
  outcome: string
}

export interface IdempotencyRow {
  /** Id of the user. */
  actor: string
  name: string
  /** Of the request: the same key with another hash is refused. */
  hash: string
  at: number
  expiresAt: number
  /** JSON: what was answered; none while it is under way. */
  answer: string | null
}

type Columns<Row> = { readonly [K in keyof Row]: EntitySchemaColumnOptions }

const text: EntitySchemaColumnOptions = { type: 'text' }
const number: EntitySchemaColumnOptions = { type: 'bigint' }
const key: EntitySchemaColumnOptions = { type: 'text', primary: true }
const generated: EntitySchemaColumnOptions = { type: 'integer', primary: true, generated: 'increment' }
const optional = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({ ...column, nullable: true })

const entity = <Row extends object>(name: string, columns: Columns<Row>): EntitySchema<Row> =>
  new EntitySchema<Row>({ name, columns })

export const users = entity<UserRow>('users', {
  id: key,
  name: text,
  password: text,
  role: text,
  createdAt: number,
  epoch: number,
  lockedUntil: optional(number),
})

export const networkRoles = entity<NetworkRoleRow>('network_roles', { user: key, network: key, role: text })

export const apiTokens = entity<ApiTokenRow>('api_tokens', {
  id: key,
  user: text,
  name: text,
  hash: text,
  hint: text,
  scopes: text,
  networks: optional(text),
  createdAt: number,
  expiresAt: number,
  lastUsedAt: optional(number),
})

export const refreshTokens = entity<RefreshTokenRow>('refresh_tokens', {
  hash: key,
  family: text,
  user: text,
  createdAt: number,
  expiresAt: number,
  usedAt: optional(number),
  revokedAt: optional(number),
})

export const networks = entity<NetworkRow>('networks', {
  id: key,
  name: text,
  createdAt: number,
  deletedAt: optional(number),
  topologyRevision: text,
  intentsRevision: text,
  observedRevision: optional(text),
  ranks: text,
  deployment: optional(text),
})

export const contents = entity<ContentRow>('contents', { hash: key, content: text })

export const topologies = entity<TopologyRow>('topologies', {
  seq: generated,
  network: text,
  revision: text,
  at: number,
  actor: text,
  content: text,
})

export const intentFiles = entity<IntentFileRow>('intent_files', {
  network: key,
  name: key,
  revision: text,
  text,
  updatedAt: number,
})

export const intentSets = entity<IntentSetRow>('intent_sets', {
  seq: generated,
  network: text,
  revision: text,
  at: number,
  actor: text,
  files: text,
  deployment: optional(text),
  renamed: optional(text),
})

export const plans = entity<PlanRow>('plans', {
  id: key,
  network: text,
  at: number,
  actor: text,
  baseTopology: text,
  baseIntents: text,
  isOk: number,
  summary: text,
  content: text,
})

export const evidence = entity<EvidenceRow>('evidence', { plan: key, network: text, summary: text, certificate: text })

export const deployments = entity<DeploymentRow>('deployments', {
  id: key,
  network: text,
  plan: text,
  status: text,
  seq: number,
  createdAt: number,
  actor: text,
  intentsBefore: text,
  isApplied: number,
  content: text,
})

export const states = entity<StateRow>('states', {
  seq: generated,
  network: text,
  kind: text,
  revision: text,
  at: number,
  deployment: optional(text),
  devices: text,
})

export const alerts = entity<AlertRow>('alerts', {
  id: key,
  network: text,
  severity: text,
  code: text,
  subject: text,
  message: text,
  raisedAt: number,
  resolvedAt: optional(number),
  acknowledgedAt: optional(number),
  acknowledgedBy: optional(text),
})

export const audit = entity<AuditRow>('audit', {
  seq: generated,
  at: number,
  actor: text,
  actorId: optional(text),
  token: optional(text),
  network: optional(text),
  action: text,
  before: optional(text),
  after: optional(text),
  detail: text,
  requestId: optional(text),
  address: optional(text),
  outcome: text,
})

export const idempotencyKeys = entity<IdempotencyRow>('idempotency_keys', {
  actor: key,
  name: key,
  hash: text,
  at: number,
  expiresAt: number,
  answer: optional(text),
})

export const traffic = entity<TrafficRow>('traffic', { network: key, at: number, actor: text, content: text })

export const alertRules = entity<AlertRuleRow>('alert_rules', {
  id: key,
  network: text,
  name: text,
  createdAt: number,
  actor: text,
  content: text,
})

/** All of the main database. */
export const mainEntities = [
  users,
  networkRoles,
  apiTokens,
  refreshTokens,
  networks,
  contents,
  topologies,
  intentFiles,
  intentSets,
  plans,
  evidence,
  deployments,
  states,
  alerts,
  alertRules,
  traffic,
  audit,
  idempotencyKeys,
]
