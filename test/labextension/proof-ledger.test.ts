/** What a saved notebook says of its outputs: the kernel's newest proof, else what it said before, and never what is known to be wrong. */
import { describe, expect, it } from 'vitest'
import { ProofLedger } from '../../labextension/src/model/proof-ledger.ts'
import type { CellView } from '../../runtime/view.ts'

const always = () => true
const view = (id: string, run: string): CellView => ({ id, state: 'fresh', run, defines: [], reads: [] })
const proof = (id: string, run: string) => ({ id, run, proof: { key: run } })

const known = () => {
  const ledger = new ProofLedger()
  ledger.heard([view('a', 'r1'), view('b', 'r2')])
  ledger.answered(ledger.take(9, always).map(id => proof(id, id === 'a' ? 'r1' : 'r2')))
  return ledger
}

describe('the file says', () => {
  it('what the kernel proves', () => {
    expect(known().proofOf('a', 'old')).toEqual({ key: 'r1' })
  })

  it('what it said before, of a cell that nobody proves and that shows what it showed', () => {
    expect(new ProofLedger().proofOf('a', 'old')).toBe('old')
  })

  it('nothing of an output that is another since', () => {
    const ledger = known()
    ledger.shown('a')
    expect(ledger.proofOf('a', 'old')).toBeUndefined()
    ledger.heard([view('b', 'r3')])
    expect(ledger.proofOf('b', 'old')).toBeUndefined()
  })

  it('nothing by an answer that was overtaken', () => {
    const ledger = known()
    ledger.shown('a')
    const ids = ledger.take(1, always)
    ledger.shown('a')
    ledger.answered(ids.map(id => proof(id, 'r1')))
    expect(ledger.proofOf('a', 'old')).toBeUndefined()
    ledger.heard([view('b', 'r3')])
    ledger.take(9, always)
    ledger.answered([proof('b', 'r2')])
    expect(ledger.proofOf('b', 'old')).toBeUndefined()
  })
})

describe('the kernel is asked', () => {
  it('once for each change, in parts, and not of what runs', () => {
    const ledger = new ProofLedger()
    ledger.heard([view('a', '1'), view('b', '2'), view('c', '3')])
    expect(ledger.take(2, id => id !== 'a')).toEqual(['b', 'c'])
    expect(ledger.take(2, always)).toEqual(['a'])
    ledger.heard([view('a', '1')])
    expect(ledger.take(2, always)).toEqual([])
  })

  it('again of what was not answered', () => {
    const ledger = known()
    ledger.shown('b')
    ledger.unanswered(ledger.take(9, always))
    expect(ledger.take(9, always)).toEqual(['b'])
  })
})
