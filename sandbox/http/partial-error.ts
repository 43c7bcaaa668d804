/** The error that comes with an incomplete answer of status 200. */
export function partialError(limit: number): Record<string, unknown> {
  return {
    code: 'PartialError',
    message: 'There were some errors when processing your query.',
    details: [
      {
        code: 'EngineError',
        message: 'Something went wrong processing your query on the server.',
        innererror: {
          code: '-2133196797',
          message: `The results of this query exceed the set limit of ${limit} records, so not all records were returned.`,
          severity: 2,
          severityName: 'Error',
        },
      },
    ],
  };
}
