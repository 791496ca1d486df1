"""The Chinese words of every choice that records hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from customerbase.model import (
    Attitude,
    AttributeType,
    Channel,
    CollectionMethod,
    ContactRole,
    CustomerKind,
    Direction,
    Facet,
    FeedbackKind,
    Gender,
    LeadOutcome,
    Purpose,
    Reach,
    RelationshipType,
    Stage,
    TaskStatus,
    VerificationOutcome,
)
from customerbase.values import Calendar

__all__ = ["MODEL_CHOICES"]

_CHOICES: Final[dict[type[Enum], Mapping[str, str]]] = {
    CustomerKind: {"organization": "企业客户", "person": "个人客户"},
    Stage: {"prospect": "潜在客户", "active": "现实客户", "lapsed": "流失客户", "former": "过去客户"},
    Reach: {"direct": "直接客户", "indirect": "间接客户"},
    Gender: {"female": "女", "male": "男", "other": "其他"},
    AttributeType: {"text": "文本", "whole": "整数", "decimal": "小数", "flag": "是否", "day": "日期"},
    ContactRole: {
        "initiator": "发起者",
        "user": "使用者",
        "influencer": "影响者",
        "decider": "决策者",
        "approver": "批准者",
        "buyer": "采购者",
        "gatekeeper": "把关者",
    },
    Attitude: {
        "champion": "鼎力支持",
        "supporter": "支持",
        "neutral": "中立",
        "sceptic": "怀疑",
        "opponent": "反对",
    },
    Channel: {
        "visit": "拜访",
        "phone": "电话",
        "email": "电子邮件",
        "message": "即时消息",
        "letter": "信函",
        "fax": "传真",
        "meeting": "会议",
        "event": "活动",
        "web": "网站",
        "shop": "门店",
        "other": "其他",
    },
    LeadOutcome: {
        "won": "成交",
        "lost": "丢失",
        "postponed": "暂缓",
        "unreachable": "联系不上",
        "unsuitable": "不合适",
        "withdrawn": "撤回同意",
    },
    Direction: {"outbound": "我方发起", "inbound": "客户发起"},
    FeedbackKind: {
        "complaint": "投诉",
        "repair": "维修",
        "praise": "表扬",
        "suggestion": "建议",
        "inquiry": "咨询",
    },
    RelationshipType: {
        "parent_of": "母公司",
        "subsidiary_of": "子公司",
        "supplies": "供货商",
        "buys_from": "采购方",
        "introduced": "介绍人",
        "introduced_by": "被介绍人",
        "owns": "所有者",
        "owned_by": "下属企业",
        "partner_of": "合作伙伴",
        "affiliated_with": "关联单位",
        "competes_with": "竞争者",
        "relative_of": "亲属",
    },
    TaskStatus: {"open": "未完成", "done": "已完成", "cancelled": "已取消"},
    CollectionMethod: {
        "visit": "人员走访",
        "phone_survey": "电话调查",
        "email_survey": "电子邮件调查",
        "observation": "观察",
        "customer_form": "客户填写卡片",
        "transaction_record": "交易记录",
        "web_registration": "网站注册",
        "subscription": "订阅",
        "membership": "会员登记",
        "referral": "熟人介绍",
        "partner_exchange": "异业合作",
        "purchased_list": "购买名单",
        "directory": "名录",
        "press": "报刊",
        "website": "行业网站",
        "search_engine": "搜索引擎",
        "public_register": "政府公开资料",
    },
    Facet: {"basic": "基础数据", "credit": "资信状况", "decision_makers": "关键决策人数据"},
    VerificationOutcome: {
        "confirmed": "属实",
        "corrected": "已更正",
        "wrong": "有误",
        "unreachable": "联系不上",
        "refused": "拒绝核实",
    },
    Purpose: {
        "contract": "履行合同",
        "marketing": "营销",
        "profiling": "画像",
        "research": "调研",
        "sharing": "共享",
    },
    Calendar: {"solar": "公历", "lunar": "农历"},
}

MODEL_CHOICES: Final[Mapping[type[Enum], Mapping[str, str]]] = MappingProxyType(_CHOICES)
"""Enumeration → value → the Chinese word; the English word is the value with spaces."""
