import { createContext, useContext } from 'react'
import type { PlanAnswer, Topology } from '../../api/shapes.js'

export type Step = 'intents' | 'plan' | 'deployment'
export type Selection =
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'link'; readonly id: string }
export type Tool = 'details' | 'trace'

/** A way of a packet drawn on the map. `down`: what the scenario takes down. */
export interface Highlight {
  readonly title: string
  readonly tone: 'accent' | 'bad'
  readonly nodes: readonly string[]
  readonly links: readonly string[]
  readonly down: readonly string[]
}

/** How far a device is in the deployment that is shown. */
export type DeviceMark = 'pending' | 'busy' | 'done' | 'undone'

export interface WorkspaceState {
  readonly step: Step
  readonly selection?: Selection | undefined
  readonly tool?: Tool | undefined
  readonly highlight?: Highlight | undefined
  readonly plan?: PlanAnswer | undefined
  /** What the plan was made from, to tell whether the text has changed since. */
  readonly planText?: string | undefined
  readonly deployment?: string | undefined
  readonly marks: Readonly<Record<string, DeviceMark>>
}

export const emptyWorkspace: WorkspaceState = { step: 'intents', marks: {} }

export interface WorkspaceContextValue {
  readonly state: WorkspaceState
  readonly change: (change: Partial<WorkspaceState>) => void
  readonly topology: Topology
  /** Opens the details of a node or link. */
  readonly select: (selection: Selection | undefined) => void
}

export const WorkspaceContext = createContext<WorkspaceContextValue | undefined>(undefined)

export function useWorkspace(): WorkspaceContextValue {
  const value = useContext(WorkspaceContext)
  if (!value) throw new TypeError('no workspace around this part')
  return value
}
