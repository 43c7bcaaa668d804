/** What work failed with; `no error` when it did not fail. */
export function reason(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error) => error,
  );
}
