import { expect, it } from 'vitest';
import { isLoopback } from '../../src/shared/loopback.ts';

it.each([
  'localhost',
  '127.0.0.1',
  '::1',
  'http://127.0.0.1:4100',
  'https://localhost/x',
  'http://[::1]:1',
  'http://127.9.8.7/teams/',
])('%s never leaves this computer', (address) => {
  expect(isLoopback(address)).toBe(true);
});

it.each([
  '',
  '0.0.0.0',
  '192.168.1.1',
  'example.com',
  'https://127.0.0.1.example.com',
  'https://localhost.example.com',
  'http://127.0.0.1@example.com',
  'http://me@127.0.0.1',
  'ftp://127.0.0.1',
  'http://[::2]',
])('%s may', (address) => {
  expect(isLoopback(address)).toBe(false);
});
