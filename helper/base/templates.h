#pragma once

namespace migrations {

// The texts of templates/*.in, by file name: what `init` writes and what code is generated from.
extern const char* const template_revision_toml;
extern const char* const template_migrations_toml;
extern const char* const template_embedded_cc;
extern const char* const template_embedded_hpp;
extern const char* const template_runner_cc;
extern const char* const template_models_hpp;
extern const char* const template_schema_hash_hpp;

}  // namespace migrations
