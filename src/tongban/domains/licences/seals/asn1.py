"""The structures of GB/T 38540-2020 (v4), GM/T 0031-2014 (v1) and GM/T 0031-2025 (v5), as the standards write them.

v1 and v4 differ in the properties (UTCTime; a plain list of certificates) and in where a signature stands; v5 is v4
with a time stamp on the seal. Below: the time stamp token of RFC 3161 (GM/T 0033), as far as it is read.
"""

from asn1crypto import core


class ExtData(core.Sequence):
    _fields = [
        ("extn_id", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("extn_value", core.OctetString),
    ]


class ExtensionDatas(core.SequenceOf):
    _child_spec = ExtData


class Header(core.Sequence):
    _fields = [("id", core.IA5String), ("version", core.Integer), ("vid", core.IA5String)]


class CertInfoList(core.SequenceOf):
    _child_spec = core.OctetString


class CertDigest(core.Sequence):
    _fields = [("type", core.PrintableString), ("value", core.OctetString)]


class CertDigestList(core.SequenceOf):
    _child_spec = CertDigest


class PictureInfo(core.Sequence):
    _fields = [
        ("type", core.IA5String),
        ("data", core.OctetString),
        ("width", core.Integer),
        ("height", core.Integer),
    ]


class PropertyV1(core.Sequence):
    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("cert_list", CertInfoList),
        ("create_date", core.UTCTime),
        ("valid_start", core.UTCTime),
        ("valid_end", core.UTCTime),
    ]


class PropertyV4(core.Sequence):
    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("cert_list_type", core.Integer),
        ("cert_list", core.Any),
        ("create_date", core.GeneralizedTime),
        ("valid_start", core.GeneralizedTime),
        ("valid_end", core.GeneralizedTime),
    ]
    _spec_callbacks = {"cert_list": lambda self: CertDigestList if self["cert_list_type"].native == 2 else CertInfoList}


_EXTENSIONS = ("ext_datas", ExtensionDatas, {"explicit": 0, "optional": True})
_TIME_STAMP = ("time_stamp", core.OctetBitString, {"explicit": 0, "optional": True})


class SealInfoV1(core.Sequence):
    _fields = [
        ("header", Header),
        ("es_id", core.IA5String),
        ("property", PropertyV1),
        ("picture", PictureInfo),
        _EXTENSIONS,
    ]


class SealInfoV4(core.Sequence):
    _fields = [
        ("header", Header),
        ("es_id", core.IA5String),
        ("property", PropertyV4),
        ("picture", PictureInfo),
        _EXTENSIONS,
    ]


class SignInfoV1(core.Sequence):
    _fields = [
        ("cert", core.OctetString),
        ("sign_alg_id", core.ObjectIdentifier),
        ("signed_value", core.OctetBitString),
    ]


class SESealV1(core.Sequence):
    _fields = [("e_seal_info", SealInfoV1), ("sign_info", SignInfoV1)]


class SESealV4(core.Sequence):
    """v5 too: only it has the time stamp."""

    _fields = [
        ("e_seal_info", SealInfoV4),
        ("cert", core.OctetString),
        ("sign_alg_id", core.ObjectIdentifier),
        ("signed_value", core.OctetBitString),
        _TIME_STAMP,
    ]


class SignedTriple(core.Sequence):
    """What the maker of a v1 seal signs: the seal's information with the maker's certificate and the algorithm."""

    _fields = [("e_seal_info", core.Any), ("cert", core.OctetString), ("sign_alg_id", core.ObjectIdentifier)]


class TBSSignV1(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("eseal", SESealV1),
        ("time_info", core.OctetBitString),
        ("data_hash", core.OctetBitString),
        ("property_info", core.IA5String),
        ("cert", core.OctetString),
        ("signature_alg_id", core.ObjectIdentifier),
    ]


class TBSSignV4(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("eseal", SESealV4),
        ("time_info", core.GeneralizedTime),
        ("data_hash", core.OctetBitString),
        ("property_info", core.IA5String),
        _EXTENSIONS,
    ]


class SESSignatureV1(core.Sequence):
    _fields = [("to_sign", TBSSignV1), ("signature", core.OctetBitString)]


class SESSignatureV4(core.Sequence):
    _fields = [
        ("to_sign", TBSSignV4),
        ("cert", core.OctetString),
        ("signature_alg_id", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
        _TIME_STAMP,
    ]


class Algorithm(core.Sequence):
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]


class Imprint(core.Sequence):
    _fields = [("hash_algorithm", Algorithm), ("hashed_message", core.OctetString)]


class Anything(core.SequenceOf):
    _child_spec = core.Any


class TSTInfo(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("policy", core.ObjectIdentifier),
        ("message_imprint", Imprint),
        ("serial_number", core.Integer),
        ("gen_time", core.GeneralizedTime),
        ("accuracy", core.Sequence, {"optional": True}),
        ("ordering", core.Boolean, {"default": False}),
        ("nonce", core.Integer, {"optional": True}),
        ("tsa", core.Any, {"explicit": 0, "optional": True}),
        ("extensions", Anything, {"implicit": 1, "optional": True}),
    ]


class Encapsulated(core.Sequence):
    _fields = [
        ("content_type", core.ObjectIdentifier),
        ("content", core.OctetString, {"explicit": 0, "optional": True}),
    ]


class AttributeValues(core.SetOf):
    _child_spec = core.Any


class Attribute(core.Sequence):
    _fields = [("type", core.ObjectIdentifier), ("values", AttributeValues)]


class Attributes(core.SetOf):
    _child_spec = Attribute


class SignerInfo(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("sid", core.Any),
        ("digest_algorithm", Algorithm),
        ("signed_attrs", Attributes, {"implicit": 0, "optional": True}),
        ("signature_algorithm", Algorithm),
        ("signature", core.OctetString),
        ("unsigned_attrs", Attributes, {"implicit": 1, "optional": True}),
    ]


class SignerInfos(core.SetOf):
    _child_spec = SignerInfo


class Algorithms(core.SetOf):
    _child_spec = Algorithm


class Certificates(core.SetOf):
    _child_spec = core.Any


class SignedData(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("digest_algorithms", Algorithms),
        ("encapsulated", Encapsulated),
        ("certificates", Certificates, {"implicit": 0, "optional": True}),
        ("crls", Certificates, {"implicit": 1, "optional": True}),
        ("signer_infos", SignerInfos),
    ]


class ContentInfo(core.Sequence):
    _fields = [("content_type", core.ObjectIdentifier), ("content", SignedData, {"explicit": 0})]
