/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('bitbucket_auth_attempts', table => {
    table
      .string('address_hash', 64)
      .comment('SHA-256 of the IP address that started it');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('bitbucket_auth_attempts', table => {
    table.dropColumn('address_hash');
  });
};
