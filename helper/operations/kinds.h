#pragma once

#include <string>

#include "operations/operation.h"
#include "operations/relation_names.h"
#include "operations/replay.h"

namespace migrations {

// The functions of replay.h for each kind of operation, defined in the .cc file of the kind's
// header. None of these names is overloaded for Operation, which every kind converts to: a kind
// that lacks one does not compile.

// What an operation changes: a table or a part of one ("email"), or without a table a thing by
// itself
// ("enum status").
struct Subject {
    std::string table;
    std::string part;
};

// Carries it out; "" or the problem, with `schema` then unchanged. What it adds takes `origin`
// where it has none.
std::string carry_out(const CreateTable& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropTable& change, const Origin& origin, Schema& schema);
std::string carry_out(const RenameTable& change, const Origin& origin, Schema& schema);
std::string carry_out(const AlterTable& change, const Origin& origin, Schema& schema);
std::string carry_out(const AddColumn& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropColumn& change, const Origin& origin, Schema& schema);
std::string carry_out(const RenameColumn& change, const Origin& origin, Schema& schema);
std::string carry_out(const AlterColumn& change, const Origin& origin, Schema& schema);
std::string carry_out(const AddPrimaryKey& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropPrimaryKey& change, const Origin& origin, Schema& schema);
std::string carry_out(const AddUnique& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropUnique& change, const Origin& origin, Schema& schema);
std::string carry_out(const AddForeignKey& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropForeignKey& change, const Origin& origin, Schema& schema);
std::string carry_out(const AddCheck& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropCheck& change, const Origin& origin, Schema& schema);
std::string carry_out(const ValidateConstraint& change, const Origin& origin, Schema& schema);
std::string carry_out(const AddExclude& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropExclude& change, const Origin& origin, Schema& schema);
std::string carry_out(const CreateIndex& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropIndex& change, const Origin& origin, Schema& schema);
std::string carry_out(const CreateEnum& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropEnum& change, const Origin& origin, Schema& schema);
std::string carry_out(const RenameEnum& change, const Origin& origin, Schema& schema);
std::string carry_out(const AlterEnum& change, const Origin& origin, Schema& schema);
std::string carry_out(const CreateObject& change, const Origin& origin, Schema& schema);
std::string carry_out(const DropObject& change, const Origin& origin, Schema& schema);
std::string carry_out(const ReplaceObject& change, const Origin& origin, Schema& schema);
std::string carry_out(const Execute& change, const Origin& origin, Schema& schema);
std::string carry_out(const CallFunction& change, const Origin& origin, Schema& schema);
std::string carry_out(const InsertRows& change, const Origin& origin, Schema& schema);
std::string carry_out(const UpdateRows& change, const Origin& origin, Schema& schema);
std::string carry_out(const DeleteRows& change, const Origin& origin, Schema& schema);

// The same of those that make relations, where their names are known.
std::string carry_out(const CreateTable& change, const Origin& origin, Schema& schema, RelationNames* names);
std::string carry_out(const CreateIndex& change, const Origin& origin, Schema& schema, RelationNames* names);

// Appends the operations that undo it, and what they cannot bring back. Precondition: it fits
// `before`.
void undo(const CreateTable& change, const Schema& before, Reverse& to);
void undo(const DropTable& change, const Schema& before, Reverse& to);
void undo(const RenameTable& change, const Schema& before, Reverse& to);
void undo(const AlterTable& change, const Schema& before, Reverse& to);
void undo(const AddColumn& change, const Schema& before, Reverse& to);
void undo(const DropColumn& change, const Schema& before, Reverse& to);
void undo(const RenameColumn& change, const Schema& before, Reverse& to);
void undo(const AlterColumn& change, const Schema& before, Reverse& to);
void undo(const AddPrimaryKey& change, const Schema& before, Reverse& to);
void undo(const DropPrimaryKey& change, const Schema& before, Reverse& to);
void undo(const AddUnique& change, const Schema& before, Reverse& to);
void undo(const DropUnique& change, const Schema& before, Reverse& to);
void undo(const AddForeignKey& change, const Schema& before, Reverse& to);
void undo(const DropForeignKey& change, const Schema& before, Reverse& to);
void undo(const AddCheck& change, const Schema& before, Reverse& to);
void undo(const DropCheck& change, const Schema& before, Reverse& to);
void undo(const ValidateConstraint& change, const Schema& before, Reverse& to);
void undo(const AddExclude& change, const Schema& before, Reverse& to);
void undo(const DropExclude& change, const Schema& before, Reverse& to);
void undo(const CreateIndex& change, const Schema& before, Reverse& to);
void undo(const DropIndex& change, const Schema& before, Reverse& to);
void undo(const CreateEnum& change, const Schema& before, Reverse& to);
void undo(const DropEnum& change, const Schema& before, Reverse& to);
void undo(const RenameEnum& change, const Schema& before, Reverse& to);
void undo(const AlterEnum& change, const Schema& before, Reverse& to);
void undo(const CreateObject& change, const Schema& before, Reverse& to);
void undo(const DropObject& change, const Schema& before, Reverse& to);
void undo(const ReplaceObject& change, const Schema& before, Reverse& to);
void undo(const Execute& change, const Schema& before, Reverse& to);
void undo(const CallFunction& change, const Schema& before, Reverse& to);
void undo(const InsertRows& change, const Schema& before, Reverse& to);
void undo(const UpdateRows& change, const Schema& before, Reverse& to);
void undo(const DeleteRows& change, const Schema& before, Reverse& to);

// One line for people.
std::string summary_of(const CreateTable& change);
std::string summary_of(const DropTable& change);
std::string summary_of(const RenameTable& change);
std::string summary_of(const AlterTable& change);
std::string summary_of(const AddColumn& change);
std::string summary_of(const DropColumn& change);
std::string summary_of(const RenameColumn& change);
std::string summary_of(const AlterColumn& change);
std::string summary_of(const AddPrimaryKey& change);
std::string summary_of(const DropPrimaryKey& change);
std::string summary_of(const AddUnique& change);
std::string summary_of(const DropUnique& change);
std::string summary_of(const AddForeignKey& change);
std::string summary_of(const DropForeignKey& change);
std::string summary_of(const AddCheck& change);
std::string summary_of(const DropCheck& change);
std::string summary_of(const ValidateConstraint& change);
std::string summary_of(const AddExclude& change);
std::string summary_of(const DropExclude& change);
std::string summary_of(const CreateIndex& change);
std::string summary_of(const DropIndex& change);
std::string summary_of(const CreateEnum& change);
std::string summary_of(const DropEnum& change);
std::string summary_of(const RenameEnum& change);
std::string summary_of(const AlterEnum& change);
std::string summary_of(const CreateObject& change);
std::string summary_of(const DropObject& change);
std::string summary_of(const ReplaceObject& change);
std::string summary_of(const Execute& change);
std::string summary_of(const CallFunction& change);
std::string summary_of(const InsertRows& change);
std::string summary_of(const UpdateRows& change);
std::string summary_of(const DeleteRows& change);

Subject subject_of(const CreateTable& change);
Subject subject_of(const DropTable& change);
Subject subject_of(const RenameTable& change);
Subject subject_of(const AlterTable& change);
Subject subject_of(const AddColumn& change);
Subject subject_of(const DropColumn& change);
Subject subject_of(const RenameColumn& change);
Subject subject_of(const AlterColumn& change);
Subject subject_of(const AddPrimaryKey& change);
Subject subject_of(const DropPrimaryKey& change);
Subject subject_of(const AddUnique& change);
Subject subject_of(const DropUnique& change);
Subject subject_of(const AddForeignKey& change);
Subject subject_of(const DropForeignKey& change);
Subject subject_of(const AddCheck& change);
Subject subject_of(const DropCheck& change);
Subject subject_of(const ValidateConstraint& change);
Subject subject_of(const AddExclude& change);
Subject subject_of(const DropExclude& change);
Subject subject_of(const CreateIndex& change);
Subject subject_of(const DropIndex& change);
Subject subject_of(const CreateEnum& change);
Subject subject_of(const DropEnum& change);
Subject subject_of(const RenameEnum& change);
Subject subject_of(const AlterEnum& change);
Subject subject_of(const CreateObject& change);
Subject subject_of(const DropObject& change);
Subject subject_of(const ReplaceObject& change);
Subject subject_of(const Execute& change);
Subject subject_of(const CallFunction& change);
Subject subject_of(const InsertRows& change);
Subject subject_of(const UpdateRows& change);
Subject subject_of(const DeleteRows& change);

}  // namespace migrations
