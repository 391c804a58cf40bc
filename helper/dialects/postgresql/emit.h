#pragma once

#include <cstddef>
#include <string>

#include "dialects/postgresql/writer.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// The schema on both sides of one operation. `before` holds all enums, of the tables at least the
// one that the operation names (all of them where it names an enum), and the object that it names.
struct Around {
    const Schema& before;
    const Schema& after;
    const Operations& operations;  // the whole script's
    std::size_t index;             // of this operation
};

// One overload for each kind of operation: writes its statements. The operation fits `before`:
// replay() took it.
void emit(const CreateTable& change, const Around& around, Writer& writer);
void emit(const DropTable& change, const Around& around, Writer& writer);
void emit(const RenameTable& change, const Around& around, Writer& writer);
void emit(const AlterTable& change, const Around& around, Writer& writer);
void emit(const AddColumn& change, const Around& around, Writer& writer);
void emit(const DropColumn& change, const Around& around, Writer& writer);
void emit(const RenameColumn& change, const Around& around, Writer& writer);
void emit(const AlterColumn& change, const Around& around, Writer& writer);
void emit(const AddPrimaryKey& change, const Around& around, Writer& writer);
void emit(const DropPrimaryKey& change, const Around& around, Writer& writer);
void emit(const AddUnique& change, const Around& around, Writer& writer);
void emit(const DropUnique& change, const Around& around, Writer& writer);
void emit(const AddForeignKey& change, const Around& around, Writer& writer);
void emit(const DropForeignKey& change, const Around& around, Writer& writer);
void emit(const AddCheck& change, const Around& around, Writer& writer);
void emit(const DropCheck& change, const Around& around, Writer& writer);
void emit(const ValidateConstraint& change, const Around& around, Writer& writer);
void emit(const AddExclude& change, const Around& around, Writer& writer);
void emit(const DropExclude& change, const Around& around, Writer& writer);
void emit(const CreateIndex& change, const Around& around, Writer& writer);
void emit(const DropIndex& change, const Around& around, Writer& writer);
void emit(const CreateEnum& change, const Around& around, Writer& writer);
void emit(const DropEnum& change, const Around& around, Writer& writer);
void emit(const RenameEnum& change, const Around& around, Writer& writer);
void emit(const AlterEnum& change, const Around& around, Writer& writer);
void emit(const CreateObject& change, const Around& around, Writer& writer);
void emit(const DropObject& change, const Around& around, Writer& writer);
void emit(const ReplaceObject& change, const Around& around, Writer& writer);
void emit(const Execute& change, const Around& around, Writer& writer);
void emit(const CallFunction& change, const Around& around, Writer& writer);
void emit(const InsertRows& change, const Around& around, Writer& writer);
void emit(const UpdateRows& change, const Around& around, Writer& writer);
void emit(const DeleteRows& change, const Around& around, Writer& writer);

// "email" character varying(320) DEFAULT 'x' NOT NULL, as in CREATE TABLE and ADD COLUMN.
std::string column_definition(const Column& column, const Table& table, const Schema& schema);

// Whether the server would drop the unique without a word if it stood in one statement with the
// table's other keys: it has the same columns as an earlier one (transformIndexConstraints() in
// src/backend/parser/parse_utilcmd.c).
bool is_taken_for_another(const Unique& unique, const Table& table);

// Writes COMMENT ON TABLE or COLUMN; an empty text removes it.
void comment_table(const std::string& table, const std::string& text, Writer& writer);
void comment_column(const std::string& table, const Column& column, Writer& writer);

}  // namespace migrations::postgresql
