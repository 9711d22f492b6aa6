/**
 * A checksum in front of a text that lies in a row: SQLite doesn't notice a byte that flips inside one. CRC-32 finds
 * accidents, which is all that is asked of it; blobs, whose names are promises, have SHA-256.
 */
import { crc32 } from 'node:zlib'

const DIGITS = 8

export const seal = (text: string): string => checksum(text) + text

/** The text, or undefined where it isn't what was sealed. */
export function unseal(sealed: string): string | undefined {
  const text = sealed.slice(DIGITS)
  return sealed.startsWith(checksum(text)) && sealed.length >= DIGITS ? text : undefined
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(DIGITS, '0')
