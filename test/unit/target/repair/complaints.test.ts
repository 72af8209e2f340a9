import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/model/json.ts';
import { complaintsIn } from '../../../../src/target/repair/complaints.ts';

const names = ['amount', 'kind', 'email', 'accountId', 'name', 'card'];
const said = (answer: Json): readonly string[] =>
  complaintsIn(answer, names)
    .map(({ path, what, allowed, kind, limit }) =>
      [path.join('.'), what, ...(allowed ?? []), kind ?? '', limit ?? ''].join(' ').replace(/ +/g, ' ').trim(),
    )
    .sort();

describe('a refusal as frameworks write it', () => {
  it('FastAPI with pydantic 2, and 1', () => {
    expect(
      said({
        detail: [
          { type: 'missing', loc: ['body', 'amount'], msg: 'Field required', input: {} },
          {
            type: 'enum',
            loc: ['body', 'kind'],
            msg: "Input should be 'debit' or 'credit'",
            ctx: { expected: "'debit' or 'credit'" },
          },
          {
            type: 'greater_than',
            loc: ['body', 'card', 'limit'],
            msg: 'Input should be greater than 0',
            ctx: { gt: 0 },
          },
          {
            type: 'string_too_short',
            loc: ['body', 'name'],
            msg: 'String should have at least 3 characters',
            ctx: { min_length: 3 },
          },
          { type: 'extra_forbidden', loc: ['body', 'note'], msg: 'Extra inputs are not permitted' },
          { type: 'missing', loc: ['query', 'page'], msg: 'Field required' },
        ],
      }),
    ).toEqual(['amount missing', 'card.limit least 1', 'kind enum debit credit', 'name short 3', 'note unknown']);
    expect(
      said({
        detail: [
          { loc: ['body', 'email'], msg: 'value is not a valid email address', type: 'value_error.email' },
          { loc: ['body', 'amount'], msg: 'value is not a valid integer', type: 'type_error.integer' },
        ],
      }),
    ).toEqual(['amount type integer', 'email format email']);
  });

  it('zod 3, and 4', () => {
    expect(
      said({
        issues: [
          { code: 'invalid_type', expected: 'number', received: 'undefined', path: ['amount'], message: 'Required' },
          { code: 'invalid_enum_value', options: ['debit', 'credit'], path: ['kind'], message: 'Invalid enum value.' },
          { code: 'invalid_string', validation: 'uuid', path: ['accountId'], message: 'Invalid uuid' },
          {
            code: 'too_small',
            minimum: 5,
            type: 'number',
            path: ['card', 'limit'],
            message: 'Number must be greater than or equal to 5',
          },
          { code: 'unrecognized_keys', keys: ['note'], path: [], message: "Unrecognized key(s) in object: 'note'" },
        ],
      }),
    ).toEqual([
      'accountId format uuid',
      'amount missing number',
      'card.limit least 5',
      'kind enum debit credit',
      'note unknown',
    ]);
    expect(
      said({
        error: {
          issues: [
            {
              code: 'invalid_type',
              expected: 'string',
              path: ['name'],
              message: 'Invalid input: expected string, received undefined',
            },
            { code: 'invalid_format', format: 'email', path: ['email'], message: 'Invalid email address' },
          ],
        },
      }),
    ).toEqual(['email format email', 'name missing string']);
  });

  it('Spring, and problems by RFC 9457', () => {
    expect(
      said({
        status: 400,
        error: 'Bad Request',
        errors: [
          { field: 'amount', code: 'NotNull', defaultMessage: 'must not be null', objectName: 'transfer' },
          { field: 'email', code: 'Email', defaultMessage: 'must be a well-formed email address' },
        ],
      }),
    ).toEqual(['amount missing', 'email format email']);
    expect(
      said({
        type: 'https://example.com/problems/validation',
        title: 'Constraint Violation',
        status: 422,
        violations: [{ field: 'name', message: 'must not be blank' }],
        errors: [{ pointer: '#/card/limit', detail: 'must be an integer' }],
        'invalid-params': [{ name: 'kind', reason: 'must be one of: debit, credit' }],
      }),
    ).toEqual(['card.limit type integer', 'kind enum debit credit', 'name missing']);
  });

  it('DRF, Rails, Laravel and ASP.NET', () => {
    expect(said({ amount: ['This field is required.'], email: ['Enter a valid email address.'] })).toEqual([
      'amount missing',
      'email format email',
    ]);
    expect(said({ errors: { name: ["can't be blank"], nickname: ['is required'] } })).toEqual([
      'name missing',
      'nickname missing',
    ]);
    expect(said({ errors: ["Name can't be blank", 'Account id is missing'] })).toEqual([
      'accountId missing',
      'name missing',
    ]);
    expect(
      said({ message: 'The given data was invalid.', errors: { amount: ['The amount field is required.'] } }),
    ).toEqual(['amount missing']);
    expect(
      said({
        title: 'One or more validation errors occurred.',
        status: 400,
        errors: { AccountId: ['The AccountId field is required.'] },
      }),
    ).toEqual(['accountId missing']);
  });

  it('NestJS, express-validator, joi and fastify', () => {
    expect(
      said({
        statusCode: 400,
        message: [
          'name should not be empty',
          'kind must be one of the following values: debit, credit',
          'email must be an email',
        ],
        error: 'Bad Request',
      }),
    ).toEqual(['email format email', 'kind enum debit credit', 'name missing']);
    expect(
      said({
        errors: [
          { type: 'field', msg: 'must be an email', path: 'email', location: 'body' },
          { type: 'field', msg: 'is required', path: 'page', location: 'query' },
        ],
      }),
    ).toEqual(['email format email']);
    expect(
      said({
        details: [
          { message: '"amount" is required', path: ['amount'], type: 'any.required', context: { key: 'amount' } },
        ],
      }),
    ).toEqual(['amount missing']);
    expect(
      said({ statusCode: 400, error: 'Bad Request', message: "body/card must have required property 'limit'" }),
    ).toEqual(['card.limit missing']);
  });

  it('ajv, and validators by OpenAPI', () => {
    expect(
      said({
        errors: [
          {
            instancePath: '',
            keyword: 'required',
            params: { missingProperty: 'amount' },
            message: "must have required property 'amount'",
          },
          {
            instancePath: '/kind',
            keyword: 'enum',
            params: { allowedValues: ['debit', 'credit'] },
            message: 'must be equal to one of the allowed values',
          },
          {
            instancePath: '/email',
            keyword: 'format',
            params: { format: 'email' },
            message: 'must match format "email"',
          },
          {
            instancePath: '/name',
            keyword: 'maxLength',
            params: { limit: 5 },
            message: 'must NOT have more than 5 characters',
          },
          {
            instancePath: '',
            keyword: 'additionalProperties',
            params: { additionalProperty: 'note' },
            message: 'must NOT have additional properties',
          },
        ],
      }),
    ).toEqual(['amount missing', 'email format email', 'kind enum debit credit', 'name long 5', 'note unknown']);
    expect(
      said({
        message: 'request.body should be fine',
        errors: [
          {
            path: '/body/amount',
            message: "must have required property 'amount'",
            errorCode: 'required.openapi.validation',
          },
        ],
      }),
    ).toEqual(['amount missing']);
  });

  it('says nothing where nothing is said, however long and deep it is', () => {
    expect(said({ error: 'Bad Request' })).toEqual([]);
    expect(said({ status: 400, path: '/api/cards', message: 'required request body is missing' })).toEqual([]);
    expect(said({ name: 'ValidationError', message: 'something is required' })).toEqual([]);
    expect(said('no')).toEqual([]);
    expect(said({ name: 'x'.repeat(100_000) })).toEqual([]);
    let deep: Json = { name: ['is required'] };
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect(said(deep)).toEqual([]);
    expect(
      said({ errors: Array.from({ length: 5_000 }, () => ({ field: 'name', message: 'is required' })) }),
    ).toHaveLength(30);
  });
});
