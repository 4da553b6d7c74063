import{a,b,c}from"./chunk-MUB7SBBH.js";import"./chunk-RYMCB4FF.js";import"./chunk-AK2JOYYE.js";export{c as downloadAll,b as eraseAll,a as eraseWay};
