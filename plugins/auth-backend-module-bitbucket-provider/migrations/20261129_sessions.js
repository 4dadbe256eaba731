/**
 * Times are milliseconds since the Unix epoch.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_auth_attempts', table => {
    table.comment('Sign-ins that wait for the response of Bitbucket');
    table
      .string('nonce_hash', 64)
      .notNullable()
      .comment('SHA-256 of the nonce in the state');
    table
      .string('browser_hash', 64)
      .notNullable()
      .comment('SHA-256 of the cookie of the browser that started it');
    table.string('environment', 255).notNullable();
    table.string('flow', 32);
    table.text('origin');
    table.text('redirect_url');
    table.text('scope').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('consumed_at');
    table.primary(['nonce_hash'], 'bitbucket_auth_attempts_pk');
    table.index(['browser_hash'], 'bitbucket_auth_attempts_browser_idx');
    table.index(['expires_at'], 'bitbucket_auth_attempts_expiry_idx');
  });

  await knex.schema.createTable('bitbucket_auth_sessions', table => {
    table.comment('The sessions of browsers. Tokens are sealed in the payload');
    table
      .string('id_hash', 64)
      .notNullable()
      .comment('SHA-256 of an ID that only the cookie gives');
    table.string('public_id', 36).notNullable();
    table.string('environment', 255).notNullable();
    table.string('user_entity_ref', 255).notNullable();
    table.string('account_uuid', 64).notNullable();
    table.string('device', 64).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_used_at').notNullable();
    table.bigInteger('checked_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table
      .bigInteger('superseded_at')
      .comment('The same account signed in again in the same browser');
    table
      .bigInteger('overdue_at')
      .comment(
        'When a check was overdue and could not be made for the first time',
      );
    table.string('lease_owner', 36);
    table.bigInteger('lease_until');
    table.integer('format').notNullable();
    table.integer('payload_version').notNullable();
    table.text('payload');
    table.bigInteger('ended_at');
    table.string('end_reason', 32);
    table.string('ended_by', 255);
    table.primary(['id_hash'], 'bitbucket_auth_sessions_pk');
    table.unique(['public_id'], {
      indexName: 'bitbucket_auth_sessions_public_id_idx',
    });
    table.index(
      ['account_uuid', 'environment'],
      'bitbucket_auth_sessions_account_idx',
    );
    table.index(['user_entity_ref'], 'bitbucket_auth_sessions_user_idx');
    table.index(['ended_at'], 'bitbucket_auth_sessions_ended_idx');
    table.index(['last_used_at'], 'bitbucket_auth_sessions_used_idx');
  });

  await knex.schema.createTable('bitbucket_auth_calls', table => {
    table.comment(
      'Requests to Bitbucket, for the budget of each OAuth consumer',
    );
    table.string('consumer_hash', 64).notNullable();
    table.integer('minute').notNullable().comment('Minutes since 1970');
    table.integer('calls').notNullable();
    table.primary(['consumer_hash', 'minute'], 'bitbucket_auth_calls_pk');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_auth_calls');
  await knex.schema.dropTable('bitbucket_auth_sessions');
  await knex.schema.dropTable('bitbucket_auth_attempts');
};
