#include <variant>

#include "operations/replay.h"

namespace migrations {
namespace {

int digits_of(const Integer& type) {
    return type.bits == 16 ? 5 : type.bits == 32 ? 10 : 19;
}
// Integers up to this many bits are exact: float32 has 24 bits of mantissa, float64 53.
int exact_bits(const Float& type) {
    return type.bits == 32 ? 24 : 53;
}

bool is_text(const PortableType& type) {
    return std::holds_alternative<Text>(type);
}

// Whether a text of this many characters fits.
bool holds_characters(const PortableType& type, int count) {
    const String* string = std::get_if<String>(&type);
    return is_text(type) || (string && string->length >= count);
}

// keeps(from, to) for two different portable types, one overload for each `from`. Conversions whose
// text form differs between the databases (bool, float, timestamps with a zone) count as lossy.
bool keeps(const Verbatim&, const PortableType&) {
    return false;
}
bool keeps(const Bool&, const PortableType& to) {
    return std::holds_alternative<Integer>(to);
}

bool keeps(const Integer& from, const PortableType& to) {
    if (const auto* wider = std::get_if<Integer>(&to)) return wider->bits >= from.bits;
    if (const auto* real = std::get_if<Float>(&to)) return exact_bits(*real) >= from.bits;
    if (const auto* decimal = std::get_if<Decimal>(&to)) {
        return decimal->precision - decimal->scale >= digits_of(from);
    }
    return holds_characters(to, digits_of(from) + 1);
}

bool keeps(const Float& from, const PortableType& to) {
    const auto* wider = std::get_if<Float>(&to);
    return wider && wider->bits >= from.bits;
}

bool keeps(const Decimal& from, const PortableType& to) {
    if (const auto* wider = std::get_if<Decimal>(&to)) {
        return wider->scale >= from.scale &&
               wider->precision - wider->scale >= from.precision - from.scale;
    }
    return holds_characters(to, from.precision + 3);  // sign, point and a leading zero
}

bool keeps(const String& from, const PortableType& to) {
    return holds_characters(to, from.length);
}

bool keeps(const Text&, const PortableType&) {
    return false;
}
bool keeps(const Blob&, const PortableType&) {
    return false;
}
bool keeps(const Date&, const PortableType& to) {
    return holds_characters(to, 10);
}
bool keeps(const Time&, const PortableType& to) {
    return holds_characters(to, 15);
}

bool keeps(const Timestamp& from, const PortableType& to) {
    return !from.zone && holds_characters(to, 26);
}

bool keeps(const Uuid&, const PortableType& to) {
    return holds_characters(to, 36);
}
bool keeps(const Json&, const PortableType& to) {
    return is_text(to);
}
bool keeps(const Enum&, const PortableType& to) {
    return is_text(to);
}

}  // namespace

bool keeps_all_values(const Type& from, const Type& to) {
    if (from == to) return true;
    // What a verbatim type can hold is not known here.
    if (from.verbatim != to.verbatim) return false;
    if (from.portable == to.portable) return true;
    return std::visit([&](const auto& type) { return keeps(type, to.portable); }, from.portable);
}

}  // namespace migrations
