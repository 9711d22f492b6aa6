/**
 * Reads what the kernel says on comm target `cellar`: the border where its JSON becomes a message. What is not one is
 * passed over, because a newer kernel may say more than this extension knows.
 */
import type { AnswerMessage, StatesMessage } from '../../../runtime/view.ts'

export type KernelMessage =
  | { readonly is: 'states'; readonly states: StatesMessage }
  | { readonly is: 'answer'; readonly req: string; readonly answer: AnswerMessage }
  | { readonly is: 'complaint'; readonly text: string }

export const parseKernelMessage = (data: unknown): KernelMessage | undefined => {
  if (!isObject(data) || typeof data.type !== 'string') return undefined
  if (data.type === 'states') return isStates(data) ? { is: 'states', states: data } : undefined
  if (typeof data.req === 'string') return { is: 'answer', req: data.req, answer: data as unknown as AnswerMessage }
  return typeof data.error === 'string' ? { is: 'complaint', text: data.error } : undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isStates = (data: object): data is StatesMessage =>
  ['cells', 'todo', 'plan'].every(field => Array.isArray((data as Readonly<Record<string, unknown>>)[field]))
